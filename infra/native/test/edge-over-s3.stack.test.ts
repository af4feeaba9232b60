import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ask } from '../../../apps/edge/test/request.ts'
import { startTestEdge, type TestEdge, version } from '../../../apps/edge/test/start.ts'
import { standBetween, type Between } from '../../../libs/ports/object-store/test/between.ts'
import { sha256 } from '../../../libs/ports/object-store/test/send.ts'
import { startS3, type StartedS3 } from '../../../libs/ports/object-store/test/start-s3.ts'

const segment = { content_type: 'video/iso.segment' }

let s3: StartedS3
/** What the edges ask of the bucket passes here, with the key that may read alone. */
let between: Between
beforeAll(async () => {
  s3 = await startS3()
  between = await standBetween(s3.part.reader_url, () => 'pass')
})
afterAll(async () => {
  await between[Symbol.asyncDispose]()
  await s3[Symbol.asyncDispose]()
})

async function startEdge(changes: Parameters<typeof startTestEdge>[0] = {}): Promise<TestEdge & { readonly cache: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'edge-cache-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const cacheUrl = pathToFileURL(folder).href
  const edge = await startTestEdge({ objectStoreUrl: between.url, cacheUrl, cacheBytes: 10_000_000, memoryBytes: 1, ...changes })
  onTestFinished(() => edge[Symbol.asyncDispose]())
  return { ...edge, cache: folder }
}

const put = async (bytes: Buffer, name = `${randomUUID()}.m4s`) => {
  const key = `${version}/segments/${name}`
  await s3.store.put(key, bytes, segment)
  return { key, asked: () => between.seen.filter((request) => request.startsWith(`GET /segue/${key}?`)).length }
}
const listen = (edge: TestEdge, key: string, headers: Record<string, string> = {}) => ask(edge.url, `/${key}`, { cookie: edge.cookies(`${version}/*`), ...headers })

test('a hundred listeners who ask for the same new segment cost the bucket one read, and later ones none', async () => {
  const [edge, bytes] = [await startEdge(), randomBytes(200_000)]
  const { key, asked } = await put(bytes)
  const answers = await Promise.all(Array.from({ length: 100 }, () => listen(edge, key)))
  for (const { status, body } of answers) expect([status, body.equals(bytes)]).toEqual([200, true])
  expect(asked()).toBe(1)
  expect((await listen(edge, key)).body.equals(bytes)).toBe(true)
  expect(asked()).toBe(1)
})

test('ranges of a long object come from the edge\'s own copy', async () => {
  const [edge, bytes] = [await startEdge(), randomBytes(3_000_000)]
  const { key, asked } = await put(bytes)
  const middle = await listen(edge, key, { range: 'bytes=1000000-1999999' })
  expect([middle.status, middle.headers['content-range'], middle.body.equals(bytes.subarray(1_000_000, 2_000_000))]).toEqual([206, 'bytes 1000000-1999999/3000000', true])
  expect((await listen(edge, key, { range: 'bytes=-500' })).body.equals(bytes.subarray(-500))).toBe(true)
  expect((await listen(edge, key, { range: 'bytes=3000000-' })).status).toBe(416)
  expect(asked()).toBe(1)
})

test('without copies of its own, ranges come straight from the bucket', async () => {
  const [edge, bytes] = [await startEdge({ cacheUrl: '' }), randomBytes(3_000_000)]
  const { key } = await put(bytes)
  const middle = await listen(edge, key, { range: 'bytes=1000000-1999999' })
  expect([middle.status, middle.body.equals(bytes.subarray(1_000_000, 2_000_000))]).toEqual([206, true])
  expect((await listen(edge, key)).body.equals(bytes)).toBe(true)
})

test('the copies stay within their bound', async () => {
  const edge = await startEdge({ cacheBytes: 500_000 })
  for (let i = 0; i < 8; i++) await listen(edge, (await put(randomBytes(200_000), `bounded-${i}.m4s`)).key)
  await expect.poll(() => readdir(join(edge.cache, 'objects', version, 'segments'))).toEqual(['bounded-6.m4s', 'bounded-7.m4s'])
})

test('what listeners have heard plays on while the bucket hangs; what is new is 503 in seconds, and comes when it is back', async () => {
  const edge = await startEdge()
  const [heard, fresh] = [await put(randomBytes(1_000)), await put(randomBytes(1_000))]
  await listen(edge, heard.key)
  s3.part.freeze()
  try {
    expect((await listen(edge, heard.key)).status).toBe(200)
    const began = performance.now()
    const answer = await listen(edge, fresh.key)
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1'])
    expect(performance.now() - began).toBeLessThan(10_000)
  } finally {
    s3.part.thaw()
  }
  expect((await listen(edge, fresh.key)).status).toBe(200)
})

test('public objects need no grant, private ones do, and an absent one is told to those who have it', async () => {
  const edge = await startEdge()
  await s3.store.put(`${version}/waveform.json`, Buffer.from('{}'), { content_type: 'application/json' })
  const picture = `images/${'a'.repeat(64)}-512.webp`
  await s3.store.put(picture, Buffer.from('webp'), { content_type: 'image/webp' })
  const { key } = await put(randomBytes(10))
  expect((await ask(edge.url, `/${version}/waveform.json`)).status).toBe(200)
  expect((await ask(edge.url, `/${picture}`)).headers['content-type']).toBe('image/webp')
  expect((await ask(edge.url, `/${key}`)).status).toBe(403)
  expect((await listen(edge, `${version}/segments/none.m4s`)).status).toBe(404)
})

test('uploads go to the bucket: the edge takes none, and reads no original', async () => {
  const [edge, bytes, key] = [await startEdge(), randomBytes(1_000), `uploads/${randomUUID()}`]
  const signed = await s3.store.signPut({ key, size: bytes.length, content_type: 'audio/flac', checksum_sha256: sha256(bytes), expires_in_s: 60 })
  const { pathname, search } = new URL(signed.url)
  expect((await ask(edge.url, pathname.replace('/segue', '') + search, { ...signed.headers }, 'PUT', bytes)).status).toBe(404)
  expect((await fetch(signed.url, { method: 'PUT', headers: signed.headers, body: bytes })).status).toBe(200)
  expect((await ask(edge.url, `/${key}`, { cookie: edge.cookies('*') })).status).toBeGreaterThanOrEqual(403)
})
