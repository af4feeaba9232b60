import { randomBytes, randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import { NoSuchUpload, type ObjectStore, UploadIncomplete } from '../src/index.ts'
import { send, sendHalf, sha256 } from './send.ts'

/** The part of the suite that clients see: what is signed, sent, refused and joined. */
export function describeSignedUploads(opened: () => ObjectStore): void {
  let store: ObjectStore
  beforeAll(() => {
    store = opened()
  })

  const bytesOf = async (key: string) => {
    const found = await store.get(key)
    return found && (await buffer(found.body))
  }

  describe('a signed upload', () => {
    const bytes = randomBytes(60_000)
    const sign = (key: string, changes: { readonly expires_in_s?: number } = {}) =>
      store.signPut({ key, size: bytes.length, content_type: 'audio/flac', checksum_sha256: sha256(bytes), expires_in_s: 60, ...changes })
    const fresh = () => `uploads/${randomUUID()}`

    test('stores the bytes that were declared, once', async () => {
      const key = fresh()
      const signed = await sign(key)
      expect(await send(signed, bytes)).toBe(200)
      expect(await store.head(key)).toMatchObject({ size: bytes.length, content_type: 'audio/flac', checksum_sha256: sha256(bytes) })
      expect(await bytesOf(key)).toEqual(bytes)
      expect(await send(signed, bytes)).toBe(412)
      expect(await send(await sign(key), bytes)).toBe(412)
    })

    test('works from fetch with exactly the signed headers', async () => {
      const { url, method, headers } = await sign(fresh())
      expect((await fetch(url, { method, headers, body: bytes })).status).toBe(200)
    })

    const other = randomBytes(60_000)
    const refusals: readonly [string, (key: string) => Promise<number>][] = [
      ['a longer body', async (key) => send(await sign(key), Buffer.concat([bytes, bytes]))],
      ['a shorter body', async (key) => send(await sign(key), bytes.subarray(1))],
      ['no declared length', async (key) => send(await sign(key), bytes, { headers: { 'content-length': undefined, 'transfer-encoding': 'chunked' } })],
      ['another type', async (key) => send(await sign(key), bytes, { headers: { 'content-type': 'text/html' } })],
      ['no type', async (key) => send(await sign(key), bytes, { headers: { 'content-type': undefined } })],
      ['other bytes', async (key) => send(await sign(key), other)],
      ['other bytes with their own checksum', async (key) => send(await sign(key), other, { headers: { 'x-amz-checksum-sha256': sha256(other) } })],
      ['no checksum', async (key) => send(await sign(key), bytes, { headers: { 'x-amz-checksum-sha256': undefined } })],
      ['leave to overwrite', async (key) => send(await sign(key), bytes, { headers: { 'if-none-match': undefined } })],
      ['an expired URL', async (key) => send(await sign(key, { expires_in_s: -1 }), bytes)],
      ['another key', async (key) => send(await sign(fresh()), bytes, { url: (await sign(fresh())).url.replace(/uploads\/[^?]+/, key) })],
      ['no signature', async (key) => send(await sign(key), bytes, { url: (await sign(key)).url.replace(/\?.*/, '') })],
      ['an altered signature', async (key) => send(await sign(key), bytes, { url: (await sign(key)).url.replace(/.$/, (c) => (c === '0' ? '1' : '0')) })],
      ['GET', async (key) => send(await sign(key), Buffer.of(), { method: 'GET' })],
      ['POST', async (key) => send(await sign(key), bytes, { method: 'POST' })],
      ['DELETE', async (key) => send(await sign(key), Buffer.of(), { method: 'DELETE' })],
    ]
    test.each(refusals)('is refused with %s, and leaves nothing', async (_, attempt) => {
      const key = fresh()
      const status = await attempt(key)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(await store.head(key)).toBeNull()
      expect(await send(await sign(key), bytes)).toBe(200)
    })

    test('can be sent again after the line broke half-way', async () => {
      const key = fresh()
      const signed = await sign(key)
      await sendHalf(signed, bytes)
      expect(await store.head(key)).toBeNull()
      expect(await send(signed, bytes)).toBe(200)
    })

    test('is never readable at its URL', async () => {
      const signed = await sign(fresh())
      await send(signed, bytes)
      expect(await send(signed, Buffer.of(), { method: 'GET' })).toBeGreaterThanOrEqual(400)
      expect((await fetch(signed.url.replace(/\?.*/, ''))).ok).toBe(false)
    })

    test('sent three times at once is stored once', async () => {
      const key = fresh()
      const signed = await sign(key)
      const statuses = await Promise.all([send(signed, bytes), send(signed, bytes), send(signed, bytes)])
      expect(statuses.toSorted()).toEqual([200, 412, 412])
      expect(await bytesOf(key)).toEqual(bytes)
    })
  })

  describe('a multipart upload', () => {
    const size = 5 * 1024 * 1024
    const parts = [randomBytes(size), randomBytes(size), randomBytes(1_000)]
    const begin = async () => {
      const key = `uploads/${randomUUID()}`
      return { key, upload_id: await store.startMultipart(key, 'audio/wav') }
    }
    type Begun = Awaited<ReturnType<typeof begin>>
    const signPart = (upload: Begun, part_number: number, bytes: Uint8Array) =>
      store.signPart({ ...upload, part_number, size: bytes.length, checksum_sha256: sha256(bytes), expires_in_s: 60 })
    const sendPart = async (upload: Begun, part_number: number, bytes: Uint8Array = parts[part_number - 1] ?? Buffer.of()) =>
      send(await signPart(upload, part_number, bytes), bytes)

    test('joins parts that came in any order, the last copy of each', async () => {
      const upload = await begin()
      expect(await sendPart(upload, 3)).toBe(200)
      expect(await sendPart(upload, 1, randomBytes(size))).toBe(200)
      expect(await sendPart(upload, 2)).toBe(200)
      expect(await sendPart(upload, 1)).toBe(200)
      expect(await store.listParts(upload.key, upload.upload_id)).toEqual([
        { part_number: 1, size },
        { part_number: 2, size },
        { part_number: 3, size: 1_000 },
      ])
      expect(await store.head(upload.key)).toBeNull()
      await store.completeMultipart(upload.key, upload.upload_id, 3)
      expect(Buffer.concat(parts).equals((await bytesOf(upload.key)) ?? Buffer.of())).toBe(true)
      expect(await store.head(upload.key)).toMatchObject({ content_type: 'audio/wav', size: 2 * size + 1_000 })

      await store.completeMultipart(upload.key, upload.upload_id, 3)
      await expect(store.listParts(upload.key, upload.upload_id)).rejects.toThrow(NoSuchUpload)
      expect(await sendPart(upload, 1, parts[2])).toBe(404)
    })

    test('is completed once by two who complete at once', async () => {
      const upload = await begin()
      await sendPart(upload, 1)
      await Promise.all([store.completeMultipart(upload.key, upload.upload_id, 1), store.completeMultipart(upload.key, upload.upload_id, 1)])
      expect(await store.head(upload.key)).toMatchObject({ size })
    })

    test('is not complete while a part is missing, and can go on', async () => {
      const upload = await begin()
      await sendPart(upload, 2, parts[2])
      await expect(store.completeMultipart(upload.key, upload.upload_id, 2)).rejects.toThrow(UploadIncomplete)
      expect(await store.head(upload.key)).toBeNull()
      await sendPart(upload, 1)
      await store.completeMultipart(upload.key, upload.upload_id, 2)
      expect(await store.head(upload.key)).toMatchObject({ size: size + 1_000 })
    })

    test('refuses a part of another size, checksum, number or upload', async () => {
      const [bytes, other] = [randomBytes(1_000), randomBytes(1_000)]
      const [upload, another] = [await begin(), await begin()]
      const signed = await signPart(upload, 1, bytes)
      const statuses = [
        await send(signed, bytes.subarray(1)),
        await send(signed, Buffer.concat([bytes, other])),
        await send(signed, other),
        await send(signed, other, { headers: { 'x-amz-checksum-sha256': sha256(other) } }),
        await send(signed, bytes, { url: signed.url.replace(/(partNumber|part_number)=1/, '$1=2') }),
        await send(signed, bytes, { url: signed.url.replace(upload.upload_id, another.upload_id) }),
        await send(signed, bytes, { url: signed.url.replace(upload.key, another.key) }),
        await send(signed, Buffer.of(), { method: 'GET' }),
      ]
      for (const status of statuses) expect(Math.floor(status / 100)).toBe(4)
      expect(await store.listParts(upload.key, upload.upload_id)).toEqual([])
      expect(await store.listParts(another.key, another.upload_id)).toEqual([])
    })

    test('resumes after a part was cut off', async () => {
      const upload = await begin()
      const bytes = randomBytes(100_000)
      const signed = await signPart(upload, 1, bytes)
      await sendHalf(signed, bytes)
      expect(await store.listParts(upload.key, upload.upload_id)).toEqual([])
      expect(await send(signed, bytes)).toBe(200)
    })

    test('is gone once aborted', async () => {
      const upload = await begin()
      await sendPart(upload, 3)
      await store.abortMultipart(upload.key, upload.upload_id)
      await store.abortMultipart(upload.key, upload.upload_id)
      await expect(store.listParts(upload.key, upload.upload_id)).rejects.toThrow(NoSuchUpload)
      await expect(store.completeMultipart(upload.key, upload.upload_id, 1)).rejects.toThrow(NoSuchUpload)
      expect(await sendPart(upload, 3)).toBe(404)
      expect(await store.head(upload.key)).toBeNull()
    })

    test('is listed for the sweeper until it is completed or aborted, by when it began', async () => {
      const before = new Date(Date.now() - 60_000)
      const upload = await begin()
      const after = new Date(Date.now() + 60_000)
      expect(await store.listMultiparts(after)).toContainEqual(upload)
      expect(await store.listMultiparts(before)).not.toContainEqual(upload)
      await store.abortMultipart(upload.key, upload.upload_id)
      expect(await store.listMultiparts(after)).not.toContainEqual(upload)
    })
  })
}
