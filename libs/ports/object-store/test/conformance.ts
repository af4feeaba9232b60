import { randomBytes, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ObjectExists, type ObjectStore } from '../src/index.ts'
import type { Adapter, Opened } from './adapters.ts'
import { describeSignedUploads } from './conformance-uploads.ts'
import { sha256 } from './send.ts'

/** What every object store promises. One suite for all adapters: what one of them cannot keep is not in the interface. */
export function describeObjectStore(adapter: Adapter): void {
  describe.skipIf(adapter.missing)(`${adapter.name}${adapter.missing ? ` (skipped: ${adapter.missing})` : ''}`, () => {
    let opened: Opened
    let store: ObjectStore
    beforeAll(async () => {
      opened = await adapter.open()
      store = opened.store
    })
    afterAll(() => opened[Symbol.asyncDispose]())

    const folder = () => `things/${randomUUID()}`
    const bytesOf = async (key: string, range?: { start: number; end: number }) => {
      const found = await store.get(key, range)
      return found && (await buffer(found.body))
    }
    const keysUnder = async (prefix: string) => (await Array.fromAsync(store.list(prefix))).map((object) => object.key)
    const text = { content_type: 'text/plain' }

    describe('objects', () => {
      test('come back with their bytes, type, encoding, size and checksum', async () => {
        const key = `${folder()}/a.m3u8`
        const bytes = randomBytes(5_000)
        const put = await store.put(key, bytes, { content_type: 'application/vnd.apple.mpegurl', content_encoding: 'gzip' })
        const info = await store.head(key)
        expect(info).toMatchObject({ key, size: 5_000, content_type: 'application/vnd.apple.mpegurl', content_encoding: 'gzip' })
        expect(info).toMatchObject({ checksum_sha256: sha256(bytes), etag: put.etag })
        expect(info?.etag).toMatch(/^"[^"]+"$/)
        expect(await bytesOf(key)).toEqual(bytes)
      })

      test('may be empty, streamed, and larger than any buffer', async () => {
        const name = folder()
        const large = randomBytes(3_000_000)
        await store.put(`${name}/empty`, new Uint8Array(), text)
        await store.put(`${name}/large`, Readable.from(chunks(large, 50_000)), text)
        expect(await bytesOf(`${name}/empty`)).toHaveLength(0)
        expect(large.equals((await bytesOf(`${name}/large`)) ?? Buffer.of())).toBe(true)
      })

      test('are absent until they are written and after they are deleted', async () => {
        const key = `${folder()}/x`
        expect(await store.head(key)).toBeNull()
        expect(await store.get(key)).toBeNull()
        await store.put(key, Buffer.from('x'), text)
        await store.delete(key)
        await store.delete(key)
        expect(await store.head(key)).toBeNull()
      })

      test('are replaced whole, and a changed object has another entity tag', async () => {
        const key = `${folder()}/x`
        const first = await store.put(key, Buffer.from('first'), { ...text, content_encoding: 'gzip' })
        const second = await store.put(key, Buffer.from('second, longer'), { content_type: 'text/html' })
        expect(second.etag).not.toBe(first.etag)
        expect(await store.head(key)).toMatchObject({ size: 14, content_type: 'text/html', content_encoding: null })
      })

      test('never show a mix while writers replace them', async () => {
        const key = `${folder()}/x`
        const versions = ['a', 'b', 'c'].map((letter) => ({ type: `text/${letter}`, bytes: Buffer.alloc(200_000, letter) }))
        await store.put(key, versions[0]?.bytes ?? Buffer.of(), { content_type: 'text/a' })
        let writing = true
        const writers = Promise.all(
          versions.map(async ({ type, bytes }) => {
            for (let i = 0; i < 6; i++) await store.put(key, Readable.from(chunks(bytes, 20_000)), { content_type: type })
          }),
        ).finally(() => (writing = false))
        while (writing) {
          const found = await store.get(key)
          const bytes = found === null ? Buffer.of() : await buffer(found.body)
          expect(found?.info.content_type).toBe(`text/${String.fromCharCode(bytes[0] ?? 0)}`)
          expect(new Set(bytes).size).toBe(1)
          expect(bytes).toHaveLength(200_000)
        }
        await writers
      })

      test('have one creator when many create at once', async () => {
        const key = `${folder()}/x`
        const attempts = await Promise.allSettled(
          Array.from({ length: 8 }, (_, i) => store.put(key, Buffer.from(`writer ${i}`), { ...text, create: true })),
        )
        expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1)
        const winner = attempts.findIndex((attempt) => attempt.status === 'fulfilled')
        expect((await bytesOf(key))?.toString()).toBe(`writer ${winner}`)
        await expect(store.put(key, Buffer.from('late'), { ...text, create: true })).rejects.toThrow(ObjectExists)
      })

      test('leave nothing behind, and the old object whole, when their source breaks', async () => {
        const name = folder()
        await store.put(`${name}/old`, Buffer.from('old'), text)
        async function* breaking() {
          yield randomBytes(100_000)
          throw new Error('source broke')
        }
        await expect(store.put(`${name}/old`, Readable.from(breaking()), text)).rejects.toThrow('source broke')
        await expect(store.put(`${name}/new`, Readable.from(breaking()), text)).rejects.toThrow('source broke')
        expect(await keysUnder(`${name}/`)).toEqual([`${name}/old`])
        expect((await bytesOf(`${name}/old`))?.toString()).toBe('old')
      })
    })

    describe('ranges', () => {
      test.each([20, 2_000_000])('of an object of %i bytes are exact at both ends', async (size) => {
        const key = `${folder()}/x`
        const bytes = randomBytes(size)
        await store.put(key, bytes, text)
        expect(await bytesOf(key, { start: 0, end: 0 })).toEqual(bytes.subarray(0, 1))
        expect(await bytesOf(key, { start: 5, end: 9 })).toEqual(bytes.subarray(5, 10))
        expect(await bytesOf(key, { start: size - 3, end: size + 1000 })).toEqual(bytes.subarray(-3))
        await expect(store.get(key, { start: size, end: size })).rejects.toThrow(RangeError)
        await expect(store.get(key, { start: 3, end: 2 })).rejects.toThrow(RangeError)
      })
    })

    describe('directories', () => {
      test('list their objects in the order of keys, at any depth', async () => {
        const name = folder()
        const keys = ['a-b', 'a.b', 'a/c', 'a/b/x', 'B', 'a0', '10', '9', 'zz/y'].map((key) => `${name}/${key}`)
        for (const key of keys) await store.put(key, Buffer.from(key), text)
        expect(await keysUnder(`${name}/`)).toEqual(keys.toSorted())
        expect(await keysUnder(`${name}/a/`)).toEqual([`${name}/a/b/x`, `${name}/a/c`])
        expect(await keysUnder(`${name}/none/`)).toEqual([])
      })

      test('are deleted with all that is in them, and with nothing beside them', async () => {
        const name = folder()
        for (const key of ['v1/a', 'v1/deep/b', 'v10/c', 'v1-d']) await store.put(`${name}/${key}`, Buffer.from('x'), text)
        await store.deletePrefix(`${name}/v1/`)
        await store.deletePrefix(`${name}/v1/`)
        expect(await keysUnder(`${name}/`)).toEqual([`${name}/v1-d`, `${name}/v10/c`])
      })

      test('can be written to while others delete in them', async () => {
        const name = folder()
        await Promise.all(
          Array.from({ length: 40 }, async (_, i) => {
            await store.put(`${name}/deep/${i}`, Buffer.from('x'), text)
            if (i % 2) await store.delete(`${name}/deep/${i}`)
          }),
        )
        expect(await keysUnder(`${name}/`)).toHaveLength(20)
      })
    })

    const oddKeys = ['', '/', '/etc/passwd', '../x', 'a/../b', 'a/./b', 'a//b', 'a/', '..', '.', 'a\\b', 'a\0b', 'a b', 'a%2e', 'ü', 'a\nb', 'a?b', '~/x', 'C:x']
    test.each([...oddKeys, 'x'.repeat(256), 'x/'.repeat(600) + 'x'])('the odd key %j is refused by every call', async (key) => {
      await expect(store.put(key, Buffer.from('x'), text)).rejects.toThrow(RangeError)
      await expect(store.get(key)).rejects.toThrow(RangeError)
      await expect(store.head(key)).rejects.toThrow(RangeError)
      await expect(store.delete(key)).rejects.toThrow(RangeError)
      await expect(store.startMultipart(key, 'audio/flac')).rejects.toThrow(RangeError)
      const terms = { size: 1, checksum_sha256: sha256(Buffer.from('x')), expires_in_s: 60 }
      await expect(store.signPut({ ...terms, key: `uploads/${key}`, content_type: 'audio/flac' })).rejects.toThrow(RangeError)
    })

    test.each(['', '/', 'a', '../', 'a//', './', '..//', 'a/../', '/a/'])('the odd directory %j is refused', async (prefix) => {
      await expect(store.deletePrefix(prefix)).rejects.toThrow(RangeError)
      await expect(Array.fromAsync(store.list(prefix))).rejects.toThrow(RangeError)
    })

    test('signed uploads outside uploads/ are refused', async () => {
      const terms = { key: 'artists/x', size: 1, checksum_sha256: sha256(Buffer.from('x')), expires_in_s: 60 }
      await expect(store.signPut({ ...terms, content_type: 'audio/flac' })).rejects.toThrow(RangeError)
      await expect(store.startMultipart('artists/x', 'audio/flac')).rejects.toThrow(RangeError)
    })

    describeSignedUploads(() => store)

    test('a healthy store answers a ping', async () => {
      await expect(store.ping()).resolves.toBeUndefined()
    })
  })
}

function* chunks(bytes: Buffer, size: number): Iterable<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}
