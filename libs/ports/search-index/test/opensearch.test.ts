import { mkdtemp, rm, chmod } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOpenSearch, type Part } from '@segue/native'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openSearchIndex } from '../src/index.ts'
import { document, idsOf } from './documents.ts'
import { place, request } from './places/opensearch.ts'

const isNative = process.env['SEGUE_PARTS'] === 'native'
const songs = (count: number, version = 1) =>
  Array.from({ length: count }, (_, at) => document({ type: 'song', id: `song-${at}`, title: `Lantern ${at}`, version }))

test('a server out of reach is an error that waiting may cure', async () => {
  await expect(openSearchIndex('http://127.0.0.1:1/none')).rejects.toMatchObject({ name: 'OutOfReach' })
})

test('a refused password is an error that it does not', async () => {
  const server = createServer((_, response) => response.writeHead(401, { 'content-type': 'application/json' }).end('{}')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  await expect(openSearchIndex(`http://segue:wrong@127.0.0.1:${port}`)).rejects.toMatchObject({ name: 'Misconfigured' })
  server.close()
})

test('a name that no index can have is refused', async () => {
  await expect(openSearchIndex('http://127.0.0.1:1/Upper Case')).rejects.toMatchObject({ name: 'Misconfigured' })
})

describe.skipIf(!isNative)('an index in OpenSearch', () => {
  test('opened twice at the same time is one', async () => {
    await using at = await place()
    const [one, other] = await Promise.all([openSearchIndex(at.url), openSearchIndex(at.url)])
    await one.upsert(songs(1))
    expect(await idsOf(other, 'lantern')).toEqual(['song-0'])
    await Promise.all([one, other].map((index) => index[Symbol.asyncDispose]()))
  })

  test.for([[0, 'rebuild it'], [99, 'newer release']] as const)('made with mapping %i is not used: %s', async ([version, says]) => {
    await using at = await place()
    await using _index = await openSearchIndex(at.url)
    await request(`${at.url}/_mapping`, 'PUT', { _meta: { segue_mapping: version } })
    await expect(openSearchIndex(at.url)).rejects.toMatchObject({ name: 'Misconfigured', message: expect.stringContaining(says) })
  })

  test('forgets no tombstone, however soon OpenSearch forgets what was deleted', async () => {
    await using at = await place()
    await using index = await openSearchIndex(at.url)
    await request(`${at.url}/_settings`, 'PUT', { 'index.gc_deletes': '0s' })
    await index.upsert(songs(1))
    await index.remove([{ type: 'song', id: 'song-0', version: 2 }])
    await request(`${at.url}/_forcemerge?max_num_segments=1`, 'POST')
    await index.upsert(songs(1))
    expect(await idsOf(index, 'lantern')).toEqual([])
  })
})

describe.skipIf(!isNative)('an OpenSearch of which the node', () => {
  let [folder, node]: [string?, Part?] = []
  const url = () => `${node?.url}/songs`
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-opensearch-'))
    await chmod(folder, 0o755)
    node = await startOpenSearch({ folder, heap: '256m' })
  }, 180_000)
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }, 60_000)

  test('hangs is out of reach within two and a half seconds, and answers again as soon as it goes on', async () => {
    await using index = await openSearchIndex(url())
    await index.upsert(songs(3))
    await vi.waitFor(() => idsOf(index, 'lantern'), { timeout: 30_000 })
    node?.freeze()
    const began = performance.now()
    const [searched, pinged] = await Promise.allSettled([idsOf(index, 'lantern'), index.ping()])
    const took_ms = performance.now() - began
    node?.thaw()
    expect([searched, pinged]).toMatchObject([{ reason: { name: 'OutOfReach', code: 'ETIMEDOUT' } }, { reason: { name: 'OutOfReach' } }])
    expect(took_ms).toBeLessThan(2_500)
    await vi.waitFor(async () => expect(await idsOf(index, 'lantern')).toHaveLength(3), { timeout: 30_000 })
  }, 120_000)

  test('is killed while batches are written loses nothing that was acknowledged, and takes the rest when it is back', async () => {
    await using index = await openSearchIndex(url())
    let acknowledged = 0
    const writing = (async () => {
      for (let version = 10; version < 1_000; version++) {
        await index.upsert(songs(200, version).map((song) => ({ ...song, card: { version } })))
        acknowledged = version
      }
    })().catch((error: unknown) => error)
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThan(12), { timeout: 60_000 })
    await node?.kill()
    expect(await writing).toMatchObject({ name: 'OutOfReach' })
    await expect(idsOf(index, 'lantern')).rejects.toMatchObject({ name: 'OutOfReach' })
    await node?.restart()
    await vi.waitFor(async () => {
      const { song } = await index.search({ q: 'lantern', types: ['song'], genre: null, limit: 300, offset: 0 })
      expect(song?.total).toBe(200)
      for (const { card } of song?.items ?? []) expect(card['version']).toBeGreaterThanOrEqual(acknowledged)
    }, { timeout: 60_000 })
    await index.upsert(songs(200, 2_000))
    expect(await idsOf(index, 'lantern 17')).toContain('song-17')
  }, 240_000)
})
