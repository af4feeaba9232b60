import { Readable } from 'node:stream'
import type { ObjectInfo } from '@segue/object-store'
import { expect, test } from 'vitest'
import { openMediaSource, type MediaStore } from './media-source.ts'

const path = { key: 'artists/x.m4s', open: false, kind: 'segment' } as const
const info: ObjectInfo = {
  key: path.key,
  size: 3,
  content_type: 'video/iso.segment',
  content_encoding: null,
  checksum_sha256: null,
  etag: '"a"',
  modified_at: new Date(0),
}

/** A store that can be broken and emptied. */
function setUp(options: { bytes: number; kept_ms?: number }) {
  const state = { reads: 0, broken: false, empty: false }
  const store: MediaStore = {
    async get() {
      state.reads++
      if (state.broken) throw new Error('out of reach')
      return state.empty ? null : { info, body: Readable.from([Buffer.from('abc')]) }
    },
  }
  return { state, source: openMediaSource(store, options) }
}

test('what is asked for again comes from memory, and many at once share one read', async () => {
  const { state, source } = setUp({ bytes: 100_000 })
  await Promise.all(Array.from({ length: 10 }, () => source.find(path)))
  expect((await source.find(path))?.plain.bytes?.toString()).toBe('abc')
  expect(state.reads).toBe(1)
})

test('a store out of reach is an error for what is not here, and none for what is, however old', async () => {
  const { state, source } = setUp({ bytes: 100_000, kept_ms: 1 })
  state.broken = true
  await expect(source.find(path)).rejects.toThrow('out of reach')
  state.broken = false
  await source.find(path)
  state.broken = true
  const before = state.reads
  await expect.poll(async () => (await source.find(path))?.info && state.reads - before).toBeGreaterThan(1)
  expect((await source.find(path))?.plain.bytes?.toString()).toBe('abc')
})

test('what was deleted is forgotten when its time in memory is over', async () => {
  const { state, source } = setUp({ bytes: 100_000, kept_ms: 1 })
  await source.find(path)
  state.empty = true
  await expect.poll(() => source.find(path)).toBeNull()
})

test('without memory every request reads the store', async () => {
  const { state, source } = setUp({ bytes: 0 })
  for (let i = 0; i < 3; i++) expect((await source.find(path))?.plain.bytes?.toString()).toBe('abc')
  expect(state.reads).toBe(3)
})
