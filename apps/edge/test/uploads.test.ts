import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './request.ts'
import { publicUrl, startTestEdge, type TestEdge } from './start.ts'

const bytes = randomBytes(200_000)
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('base64')

let edge: TestEdge
beforeAll(async () => {
  edge = await startTestEdge()
})
afterAll(() => edge[Symbol.asyncDispose]())

const sign = (key: string) =>
  edge.store.signPut({ key, size: bytes.length, content_type: 'audio/flac', checksum_sha256: sha256(bytes), expires_in_s: 60 })
const fresh = () => `uploads/${randomUUID()}`

test('a signed upload is taken once, and its original is readable to nobody', async () => {
  const key = fresh()
  const { url, method, headers } = await sign(key)
  const first = await fetch(url, { method, headers: { ...headers, origin: publicUrl }, body: bytes })
  expect(first.status).toBe(200)
  expect(first.headers.get('access-control-allow-origin')).toBe(publicUrl)
  expect(await edge.store.head(key)).toMatchObject({ size: bytes.length, content_type: 'audio/flac' })

  const second = await fetch(url, { method, headers, body: bytes })
  expect(second.status).toBe(412)
  expect(second.headers.get('content-type')).toBe('application/problem+json')
  expect(await second.json()).toMatchObject({ code: 'already_uploaded', status: 412 })
  const got = await fetch(url)
  expect(got.status).toBe(405)
  expect(got.headers.get('allow')).toBe('PUT')
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(405)
  expect((await fetch(url.replace(/\?.*/, ''))).status).toBe(405)
})

test('a part needs no type, and parts become the object', async () => {
  const key = fresh()
  const upload_id = await edge.store.startMultipart(key, 'audio/wav')
  const part = { key, upload_id, part_number: 1, size: bytes.length, checksum_sha256: sha256(bytes), expires_in_s: 60 }
  const { url, method, headers } = await edge.store.signPart(part)
  expect((await fetch(url, { method, headers, body: bytes })).status).toBe(200)
  expect((await fetch(url, { method, headers: { ...headers, 'content-type': 'application/json' }, body: bytes })).status).toBe(200)
  await edge.store.completeMultipart(key, upload_id, 1)
  const found = await edge.store.get(key)
  expect(found && (await buffer(found.body)).equals(bytes)).toBe(true)
})

test.each([
  ['other bytes', 400, 'checksum_mismatch', {}, randomBytes(200_000)],
  ['another size', 403, 'signature_mismatch', {}, bytes.subarray(1)],
  ['another type', 403, 'signature_mismatch', { 'content-type': 'application/json' }, bytes],
  ['an odd type', 403, 'signature_mismatch', { 'content-type': 'audio/flac; x=1' }, bytes],
  ['another checksum', 403, 'signature_mismatch', { 'x-amz-checksum-sha256': sha256(Buffer.of()) }, bytes],
])('an upload with %s is refused with %i %s, leaves nothing and can be sent again', async (_, status, code, changes, body) => {
  const key = fresh()
  const { url, headers } = await sign(key)
  const answer = await ask(edge.url, url.slice(edge.url.length), { ...headers, ...changes, 'content-length': String(body.length) }, 'PUT', body)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.body.toString())).toMatchObject({ code })
  expect(answer.body.toString()).not.toContain(edge.folder)
  expect(await edge.store.head(key)).toBeNull()
  expect((await fetch(url, { method: 'PUT', headers, body: bytes })).status).toBe(200)
})

test('the connection of a refused upload can be used again', async () => {
  const { url, headers } = await sign(fresh())
  for (let i = 0; i < 3; i++) {
    const answer = await fetch(url.replace(/signature=./, 'signature='), { method: 'PUT', headers, body: bytes })
    expect(answer.status).toBe(403)
    await answer.arrayBuffer()
  }
})

test('an upload cut off half-way leaves nothing on the disk and can be sent again', async () => {
  const key = fresh()
  const { url, headers } = await sign(key)
  await new Promise<void>((resolve) => {
    const sent = request(url, { method: 'PUT', headers: { ...headers, 'content-length': bytes.length }, agent: false })
    sent.on('error', () => undefined)
    sent.on('close', resolve)
    sent.write(bytes.subarray(0, 100_000), () => sent.destroy())
  })
  await expect.poll(() => readdir(join(edge.folder, 'objects', 'incoming')), { timeout: 10_000 }).toEqual([])
  expect(await edge.store.head(key)).toBeNull()
  expect((await fetch(url, { method: 'PUT', headers, body: bytes })).status).toBe(200)
})

test.each(['/uploads/', '/uploads/x', '/uploads/../artists/x', '/uploads/%2e%2e/artists/x', '/uploads/x/../../artists/x', '/artists/x', '/images/x'])(
  'a PUT without a signature to %s is refused',
  async (path) => {
    const answer = await ask(edge.url, path, { 'content-type': 'audio/flac', 'content-length': '3', 'if-none-match': '*' }, 'PUT', Buffer.from('abc'))
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  },
)
