import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { openObjectStore } from '@segue/object-store'
import { expect, onTestFinished, test } from 'vitest'
import type { MediaStore } from '../src/media-source.ts'
import { openNearStore } from '../src/near-store.ts'
import { ask } from './request.ts'
import { startTestEdge, version } from './start.ts'

const bytes = randomBytes(10_000)
const type = { content_type: 'video/iso.segment' }

/** A distant store, and a count of what was asked of it. */
async function setUp(limit = 1_000_000) {
  const folder = await mkdtemp(join(tmpdir(), 'near-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const at = (name: string) => pathToFileURL(join(folder, name)).href
  const open = (name: string) => openObjectStore(at(name), { upload_url: 'http://localhost', upload_secret: '' })
  const [origin, disk] = [await open('far'), await open('near')]
  const asked: string[] = []
  const faults: unknown[] = []
  const far: MediaStore = {
    get(key, range) {
      asked.push(key)
      return origin.get(key, range)
    },
  }
  const openNear = (from: MediaStore = far) => openNearStore(from, { url: at('near'), bytes: limit, onFault: (error) => faults.push(error) })
  const near = await openNear()
  onTestFinished(() => near[Symbol.asyncDispose]())
  return { origin, disk, near, asked, faults, openNear }
}

const read = async (store: MediaStore, key: string, range?: { start: number; end: number }) => {
  const found = await store.get(key, range)
  return found && (await buffer(found.body))
}
const keysOf = async (store: Awaited<ReturnType<typeof setUp>>['disk']) => (await Array.fromAsync(store.list('artists/'))).map(({ key }) => key)

test('an object is fetched once, and then read here with its type and encoding, whole or in part', async () => {
  const { origin, near, asked } = await setUp()
  await origin.put('artists/a', bytes, { ...type, content_encoding: 'gzip' })
  expect(await read(near, 'artists/a')).toEqual(bytes)
  expect(await read(near, 'artists/a', { start: 10, end: 19 })).toEqual(bytes.subarray(10, 20))
  expect((await near.get('artists/a'))?.info).toMatchObject({ ...type, content_encoding: 'gzip', size: 10_000 })
  expect(asked).toEqual(['artists/a'])
})

test('many who ask at the same moment share one transfer', async () => {
  const { origin, near, asked } = await setUp()
  await origin.put('artists/a', bytes, type)
  const answers = await Promise.all(Array.from({ length: 20 }, () => read(near, 'artists/a')))
  for (const answer of answers) expect(answer).toEqual(bytes)
  expect(asked).toHaveLength(1)
})

test('what was not asked for longest makes room, and comes back when it is asked for', async () => {
  const { origin, near, disk, asked } = await setUp(25_000)
  for (const key of ['artists/a', 'artists/b', 'artists/c']) await origin.put(key, bytes, type)
  await read(near, 'artists/a')
  await read(near, 'artists/b')
  await read(near, 'artists/a')
  await read(near, 'artists/c')
  await expect.poll(() => keysOf(disk)).toEqual(['artists/a', 'artists/c'])
  expect(await read(near, 'artists/b')).toEqual(bytes)
  expect(asked).toEqual(['artists/a', 'artists/b', 'artists/c', 'artists/b'])
  await expect.poll(() => keysOf(disk)).toEqual(['artists/b', 'artists/c'])
})

test('an object larger than all the room is passed on and not kept', async () => {
  const { origin, near, disk } = await setUp(5_000)
  await origin.put('artists/a', bytes, type)
  expect(await read(near, 'artists/a')).toEqual(bytes)
  expect(await read(near, 'artists/a', { start: 1, end: 2 })).toEqual(bytes.subarray(1, 3))
  expect(await keysOf(disk)).toEqual([])
})

test('what does not exist is not remembered as absent', async () => {
  const { origin, near } = await setUp()
  expect(await near.get('artists/a')).toBeNull()
  await origin.put('artists/a', bytes, type)
  expect(await read(near, 'artists/a')).toEqual(bytes)
})

test('a transfer that breaks or comes short leaves no copy', async () => {
  const { origin, disk, openNear, faults } = await setUp()
  await origin.put('artists/a', bytes, type)
  let cut = true
  await using near = await openNear({
    async get(key, range) {
      const found = await origin.get(key, range)
      if (found === null || !cut) return found
      cut = false
      found.body.destroy()
      return { ...found, body: Readable.from([bytes.subarray(0, 5_000)]) }
    },
  })
  expect(await read(near, 'artists/a')).toEqual(bytes)
  expect(faults).toHaveLength(1)
  expect(await keysOf(disk)).toEqual([])
  expect(await read(near, 'artists/a')).toEqual(bytes)
  expect(await keysOf(disk)).toEqual(['artists/a'])
})

test('copies are found again after a restart, and one that vanished is fetched anew', async () => {
  const { origin, near, disk, asked, openNear } = await setUp()
  await origin.put('artists/a', bytes, type)
  await read(near, 'artists/a')
  await using again = await openNear()
  await expect.poll(async () => {
    await read(again, 'artists/a')
    const before = asked.length
    await read(again, 'artists/a')
    return asked.length - before
  }).toBe(0)
  await disk.delete('artists/a')
  expect(await read(again, 'artists/a')).toEqual(bytes)
})

test('the edge serves from its copies when the store has lost the object', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'near-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await using edge = await startTestEdge({ cacheUrl: pathToFileURL(folder).href, memoryBytes: 0 })
  await edge.store.put(`${version}/a.m4s`, bytes, type)
  const listen = () => ask(edge.url, `/${version}/a.m4s`, { cookie: edge.cookies(`${version}/*`) })
  expect((await listen()).body.equals(bytes)).toBe(true)
  await edge.store.delete(`${version}/a.m4s`)
  expect((await listen()).body.equals(bytes)).toBe(true)
})
