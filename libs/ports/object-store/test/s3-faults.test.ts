import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Misconfigured, ObjectExists, openObjectStore, type ObjectStore } from '../src/index.ts'
import { isNative } from './adapters.ts'
import { standBetween, type Fate } from './between.ts'
import { sha256 } from './send.ts'
import { options, startS3, type StartedS3 } from './start-s3.ts'

const text = { content_type: 'text/plain' }
const far = () => new Date(Date.now() + 60_000)

describe.skipIf(!isNative)('a bucket on a bad day (needs an S3 server: npm run test:stack)', () => {
  let s3: StartedS3
  beforeAll(async () => {
    s3 = await startS3()
  })
  afterAll(() => s3[Symbol.asyncDispose]())

  async function storeBehind(decide: (method: string, nth: number) => Fate) {
    let fates: typeof decide = () => 'pass'
    const between = await standBetween(s3.part.url, (method, nth) => fates(method, nth))
    const store = await openObjectStore(between.url, options)
    const before = between.seen.length
    fates = (method, nth) => decide(method, nth - before)
    return {
      store,
      seen: () => between.seen.slice(before),
      async [Symbol.asyncDispose]() {
        await store[Symbol.asyncDispose]()
        await between[Symbol.asyncDispose]()
      },
    }
  }

  test('that asks to slow down twice is asked a third time', async () => {
    await using behind = await storeBehind((_, nth) => (nth <= 2 ? 'slow-down' : 'pass'))
    await behind.store.put('things/slow', Buffer.from('x'), text)
    expect(behind.seen()).toHaveLength(3)
    expect(await s3.store.head('things/slow')).not.toBeNull()
  })

  test('that always asks to slow down is given up after three tries, as out of reach', async () => {
    await using behind = await storeBehind(() => 'slow-down')
    const error = await behind.store.put('things/never', Buffer.from('x'), text).catch((thrown: unknown) => thrown)
    const cause = { $metadata: { httpStatusCode: 503 } }
    expect(error).toMatchObject({ message: expect.stringContaining('does not answer (SlowDown)'), cause })
    expect(error).not.toBeInstanceOf(Misconfigured)
    expect(behind.seen()).toHaveLength(3)
    await expect(behind.store.get('things/never')).rejects.toThrow('does not answer')
    await expect(behind.store.ping()).rejects.toThrow('does not answer')
  })

  test('whose answer got lost has the object, and its one creator is told so', async () => {
    await using behind = await storeBehind((method, nth) => (method === 'PUT' && nth === 1 ? 'lose-answer' : 'pass'))
    const info = await behind.store.put('things/lost', Buffer.from('mine'), { ...text, create: true })
    expect(info.checksum_sha256).toBe(sha256(Buffer.from('mine')))
    expect(behind.seen().filter((request) => request.startsWith('PUT'))).toHaveLength(2)
    await expect(behind.store.put('things/lost', Buffer.from('yours'), { ...text, create: true })).rejects.toThrow(ObjectExists)
  })

  test('whose answer to the last step of a large object got lost has it, too', async () => {
    let completed = 0
    await using behind = await storeBehind((method) => (method === 'POST' && ++completed === 2 ? 'lose-answer' : 'pass'))
    const bytes = randomBytes(10_000_000)
    await behind.store.put('things/large', Readable.from([bytes]), { ...text, create: true })
    expect(completed).toBe(3)
    const found = await s3.store.get('things/large')
    expect(found && (await buffer(found.body)).equals(bytes)).toBe(true)
    expect(await s3.store.listMultiparts(far())).toEqual([])
  })

  const deadline_ms = 25_000
  test('that hangs lets no call hang: each is an error in its time', { timeout: deadline_ms + 10_000 }, async () => {
    const upload_id = await s3.store.startMultipart('uploads/hung', 'audio/flac')
    s3.part.freeze()
    try {
      const began = performance.now()
      const pinged = s3.store.ping().catch(() => performance.now() - began)
      const calls: Promise<unknown>[] = [
        s3.store.head('things/x'),
        s3.store.get('things/x'),
        s3.store.delete('things/x'),
        s3.store.deletePrefix('things/'),
        Array.fromAsync(s3.store.list('things/')),
        s3.store.put('things/x', Buffer.from('x'), text),
        s3.store.put('things/x', Readable.from([randomBytes(9_000_000)]), text),
        s3.store.startMultipart('uploads/x', 'audio/flac'),
        s3.store.listParts('uploads/hung', upload_id),
        s3.store.completeMultipart('uploads/hung', upload_id, 1),
        s3.store.abortMultipart('uploads/hung', upload_id),
        s3.store.listMultiparts(far()),
        openObjectStore(s3.part.url, options),
      ]
      const outcomes = await Promise.allSettled(calls)
      const reason = { message: expect.stringContaining('does not answer') }
      for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason })
      expect(performance.now() - began).toBeLessThan(deadline_ms)
      expect(await pinged).toBeLessThan(2_000)
    } finally {
      s3.part.thaw()
    }
    await s3.store.abortMultipart('uploads/hung', upload_id)
  })

  test('that is killed in the middle of writes has lost nothing that it acknowledged', async () => {
    const acknowledged = new Map<string, string>()
    let going = true
    const writing = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; going; i++) {
        const [key, bytes] = [`things/killed/${writer}-${i}`, randomBytes(50_000 + i)]
        const put = await s3.store.put(key, bytes, text).catch(() => null)
        if (put !== null) acknowledged.set(key, sha256(bytes))
      }
    })
    await expect.poll(() => acknowledged.size).toBeGreaterThan(80)
    await s3.part.kill()
    await expect(s3.store.ping()).rejects.toThrow('does not answer')
    await s3.part.restart()
    const before = acknowledged.size
    await expect.poll(() => acknowledged.size).toBeGreaterThan(before)
    going = false
    await Promise.all(writing)
    for (const [key, sum] of acknowledged) {
      const found = await s3.store.get(key)
      expect(found && sha256(await buffer(found.body))).toBe(sum)
    }
    for await (const { key } of s3.store.list('things/killed/')) {
      const found = await s3.store.get(key)
      expect(found && sha256(await buffer(found.body))).toBe(found?.info.checksum_sha256)
    }
  })

  test('keeps forgotten parts, until the sweeper aborts them, over a restart as well', async () => {
    const upload = { key: 'uploads/forgotten', upload_id: await s3.store.startMultipart('uploads/forgotten', 'audio/flac') }
    await s3.part.restart()
    expect(await s3.store.listMultiparts(far())).toContainEqual(upload)
    await s3.store.abortMultipart(upload.key, upload.upload_id)
    expect(await s3.store.listMultiparts(far())).not.toContainEqual(upload)
  })

  const opening = (change: (url: URL) => void): Promise<ObjectStore> => {
    const url = new URL(s3.part.url)
    change(url)
    return openObjectStore(url.href, options)
  }
  test.each<[string, (url: URL) => void, string]>([
    ['the wrong secret', (url) => (url.password = 'wrong'), 'SignatureDoesNotMatch'],
    ['an unknown key', (url) => (url.username = 'nobody'), 'InvalidAccessKeyId'],
    ['a bucket that is not there', (url) => (url.hostname = 'other'), 'There is no bucket "other"'],
    ['another region', (url) => url.searchParams.set('region', 'eu-west-1'), 'set region='],
    ['a scheme that nobody knows', (url) => (url.href = 'ftp://x'), 'use file:// or s3://'],
  ])('with %s is not opened, and waiting would not help', async (_, change, message) => {
    const error = await opening(change).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Misconfigured)
    expect(String(error)).toContain(message)
    expect(String(error)).not.toContain(new URL(s3.part.url).password)
  })

  test('that is not there yet is not opened, and waiting would help', async () => {
    const error = await opening((url) => url.searchParams.set('endpoint', 'http://127.0.0.1:1')).catch((thrown: unknown) => thrown)
    expect(error).not.toBeInstanceOf(Misconfigured)
    expect(error).toMatchObject({ message: expect.stringContaining('does not answer'), cause: { code: 'ECONNREFUSED' } })
  })
})
