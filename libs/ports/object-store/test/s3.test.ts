import { randomBytes, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ObjectInfo, ObjectExists, openObjectStore, type SignedRequest } from '../src/index.ts'
import { isNative } from './adapters.ts'
import { send, sha256 } from './send.ts'
import { options, startS3, type StartedS3, webOrigin } from './start-s3.ts'

const text = { content_type: 'text/plain' }
const fresh = () => `uploads/${randomUUID()}`

describe.skipIf(!isNative)('a bucket (needs an S3 server: npm run test:stack)', () => {
  let s3: StartedS3
  beforeAll(async () => {
    s3 = await startS3()
  })
  afterAll(() => s3[Symbol.asyncDispose]())

  const signPut = (key: string, bytes: Uint8Array, expires_in_s = 60) =>
    s3.store.signPut({ key, size: bytes.length, content_type: 'audio/flac', checksum_sha256: sha256(bytes), expires_in_s })

  describe.each([100_000, 20_000_000])('a client that hangs up politely in the middle of %i bytes', (size) => {
    const bytes = randomBytes(size)

    test('leaves no object, and can send again', async () => {
      const key = fresh()
      const signed = await signPut(key, bytes)
      await hangUp(signed, bytes)
      expect(await s3.store.head(key)).toBeNull()
      expect(await send(signed, bytes)).toBe(200)
      expect((await s3.store.head(key))?.size).toBe(size)
    })

    test('leaves no part, and can send again', async () => {
      const key = fresh()
      const upload_id = await s3.store.startMultipart(key, 'audio/flac')
      const signed = await s3.store.signPart({ key, upload_id, part_number: 1, size, checksum_sha256: sha256(bytes), expires_in_s: 60 })
      await hangUp(signed, bytes)
      expect(await s3.store.listParts(key, upload_id)).toEqual([])
      expect(await send(signed, bytes)).toBe(200)
      await s3.store.completeMultipart(key, upload_id, 1)
      expect((await s3.store.head(key))?.size).toBe(size)
    })
  })

  test('a signed URL is refused once it has expired', async () => {
    const [key, bytes] = [fresh(), randomBytes(100)]
    const signed = await signPut(key, bytes, 1)
    await expect.poll(() => Date.now()).toBeGreaterThan(signed.expires_at.getTime() + 2_000)
    expect(await send(signed, bytes)).toBe(403)
    expect(await s3.store.head(key)).toBeNull()
  })

  test('scripts of the web app may send what was signed, and read the entity tag of what they sent', async () => {
    const bytes = randomBytes(100)
    const { url, method, headers } = await signPut(fresh(), bytes)
    const asked = { 'access-control-request-method': 'PUT', 'access-control-request-headers': Object.keys(headers).toSorted().join(',') }
    const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: webOrigin, ...asked } })
    expect(preflight.ok).toBe(true)
    expect(preflight.headers.get('access-control-allow-origin')).toBe(webOrigin)
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
    for (const name of Object.keys(headers)) expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(name)
    const sent = await fetch(url, { method, headers: { ...headers, origin: webOrigin }, body: bytes })
    expect(sent.status).toBe(200)
    expect(sent.headers.get('access-control-allow-origin')).toBe(webOrigin)
    expect(sent.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('etag')
  })

  test.each([
    ['a stranger', { origin: 'http://evil.example', 'access-control-request-method': 'PUT' }],
    ['another method', { origin: webOrigin, 'access-control-request-method': 'DELETE' }],
    ['a header that is not signed', { origin: webOrigin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-amz-acl' }],
  ])('scripts with %s are refused', async (_, headers) => {
    const { url } = await signPut(fresh(), randomBytes(100))
    const preflight = await fetch(url, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(403)
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('of sixteen who create at once one wins', async () => {
    const key = `things/${randomUUID()}`
    const create = (_: unknown, i: number) => s3.store.put(key, Buffer.from(`writer ${i}`), { ...text, create: true })
    const puts = await Promise.allSettled(Array.from({ length: 16 }, create))
    expect(puts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const put of puts) if (put.status === 'rejected') expect(put.reason).toBeInstanceOf(ObjectExists)
    const found = await s3.store.get(key)
    expect(found && (await buffer(found.body)).toString()).toBe(`writer ${puts.findIndex(({ status }) => status === 'fulfilled')}`)
  })

  describe('a stream larger than a part', () => {
    const bytes = randomBytes(20_000_000)
    const begun = () => s3.store.listMultiparts(new Date(Date.now() + 60_000))

    test('is stored whole, replaced, and created once', async () => {
      const key = `things/${randomUUID()}`
      const put = await s3.store.put(key, Readable.from([bytes]), { ...text, create: true })
      expect(await s3.store.head(key)).toMatchObject({ size: bytes.length, etag: put.etag, checksum_sha256: null })
      await expect(s3.store.put(key, Readable.from([bytes]), { ...text, create: true })).rejects.toThrow(ObjectExists)
      await s3.store.put(key, Readable.from([bytes.subarray(1)]), text)
      const found = await s3.store.get(key)
      expect(found && (await buffer(found.body)).equals(bytes.subarray(1))).toBe(true)
      expect(await begun()).toEqual([])
    })

    test('leaves nothing where its source breaks', async () => {
      const key = `things/${randomUUID()}`
      async function* breaking() {
        yield bytes
        throw new Error('source broke')
      }
      await expect(s3.store.put(key, Readable.from(breaking()), text)).rejects.toThrow('source broke')
      expect(await s3.store.head(key)).toBeNull()
      expect(await begun()).toEqual([])
    })
  })

  test('directories of more than a page are listed and deleted whole', async () => {
    const prefix = `things/${randomUUID()}/`
    const keys = Array.from({ length: 1_020 }, (_, i) => `${prefix}${String(i).padStart(4, '0')}`)
    for (let i = 0; i < keys.length; i += 40) await Promise.all(keys.slice(i, i + 40).map((key) => s3.store.put(key, Buffer.from('x'), text)))
    expect((await Array.fromAsync(s3.store.list(prefix))).map(({ key }) => key)).toEqual(keys)
    await s3.store.deletePrefix(prefix)
    expect(await Array.fromAsync(s3.store.list(prefix))).toEqual([])
  })

  test('bytes that rotted on the disk are an error for who reads them, not music', async () => {
    const key = `things/${randomUUID()}`
    await s3.store.put(key, randomBytes(300_000), text)
    await writeFile(join(s3.folder, 'data/segue', key), randomBytes(300_000), { flag: 'r+' })
    const found = await s3.store.get(key)
    await expect(found && buffer(found.body)).rejects.toThrow(/checksum/i)
  })

  test('a body that nobody reads to its end frees its connection', async () => {
    const key = `things/${randomUUID()}`
    await s3.store.put(key, randomBytes(4_000_000), text)
    for (let i = 0; i < 200; i++) (await s3.store.get(key))?.body.destroy()
    for (let i = 0; i < 200; i++) (await s3.store.get(key, { start: 0, end: 3_000_000 }))?.body.destroy()
    const found = await s3.store.get(key)
    expect(found && (await buffer(found.body)).length).toBe(4_000_000)
  })

  test('an object can stand neither inside of another nor where others are', async () => {
    const name = `things/${randomUUID()}`
    await s3.store.put(`${name}/a/b`, Buffer.from('x'), text)
    await expect(s3.store.put(`${name}/a/b/c`, Buffer.from('x'), text)).rejects.toThrow(RangeError)
    await expect(s3.store.put(`${name}/a`, Buffer.from('x'), text)).rejects.toThrow(RangeError)
    expect(await s3.store.head(`${name}/a`)).toBeNull()
    await s3.store.delete(`${name}/a`)
    expect(await s3.store.head(`${name}/a/b`)).not.toBeNull()
  })

  test('the readers\' key reads what the edges serve, and neither originals nor writes anything', async () => {
    await using reader = await openObjectStore(s3.part.reader_url, options)
    await s3.store.put('artists/x/segment', Buffer.from('music'), text)
    await s3.store.put('uploads/original', Buffer.from('private'), text)
    const found = await reader.get('artists/x/segment')
    expect(found && (await buffer(found.body)).toString()).toBe('music')
    expect(await reader.get('artists/x/none')).toBeNull()
    await reader.ping()
    await expect(reader.get('uploads/original')).rejects.toThrow('AccessDenied')
    await expect(reader.put('artists/x/segment', Buffer.from('noise'), text)).rejects.toThrow('AccessDenied')
    await expect(reader.delete('artists/x/segment')).rejects.toThrow('AccessDenied')
    const byte = Buffer.from('x')
    const put = { key: 'uploads/y', size: 1, content_type: 'audio/flac', checksum_sha256: sha256(byte), expires_in_s: 60 }
    expect(await send(await reader.signPut(put), byte)).toBe(403)
  })

  test('clients are sent to the public endpoint where there is one', async () => {
    await using store = await openObjectStore(`${s3.part.url}&public_endpoint=https://uploads.example.com`, options)
    const put = { key: 'uploads/x', size: 1, content_type: 'audio/flac', checksum_sha256: sha256(Buffer.from('x')), expires_in_s: 60 }
    expect((await store.signPut(put)).url).toMatch(/^https:\/\/uploads\.example\.com\/segue\/uploads\/x\?/)
    const info: ObjectInfo | null = await store.head('uploads/none')
    expect(info).toBeNull()
  })
})

/** Sends half of what was signed and ends the connection as one who is done. */
function hangUp(signed: SignedRequest, body: Uint8Array): Promise<void> {
  const { hostname, port, host, pathname, search } = new URL(signed.url)
  const headers = Object.entries({ host, 'content-length': body.length, ...signed.headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`PUT ${pathname}${search} HTTP/1.1\r\n${headers.join('')}\r\n`)
      socket.write(body.subarray(0, body.length / 2), () => socket.end())
    })
    socket.on('error', () => undefined).on('close', () => resolve()).resume()
  })
}
