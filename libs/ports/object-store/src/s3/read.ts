import { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, paginateListObjectsV2, type HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import type { ListedObject, ObjectInfo } from '../object-store.ts'
import type { Bucket } from './bucket.ts'
import { tries } from './client.ts'
import { statusOf } from './failure.ts'

/** A store that sends nothing for so long, while somebody waits for it, has broken off. */
const silence_ms = 10_000

/** What the store knows of an object; null when there is none. */
export async function readHead({ client, name, answer }: Bucket, key: string): Promise<ObjectInfo | null> {
  try {
    const head = await answer(client.send(new HeadObjectCommand({ Bucket: name, Key: key, ChecksumMode: 'ENABLED' }), tries.brief))
    return infoOf(key, head, head.ContentLength)
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

/** An object, whole or in part; a whole one breaks off with an error where its bytes are not those of its checksum. */
export async function readObject(
  { client, name, answer }: Bucket,
  key: string,
  range?: { readonly start: number; readonly end: number },
): Promise<{ readonly info: ObjectInfo; readonly body: Readable } | null> {
  const outside = (cause?: unknown) => new RangeError(`Bytes ${range?.start}–${range?.end} are not in ${key}`, { cause })
  if (range !== undefined && !isRange(range)) throw outside()
  // The checksum is that of the whole, so it is of no use to a part.
  const wanted = range === undefined ? { ChecksumMode: 'ENABLED' as const } : { Range: `bytes=${range.start}-${range.end}` }
  try {
    const found = await answer(client.send(new GetObjectCommand({ Bucket: name, Key: key, ...wanted }), tries.brief))
    if (!(found.Body instanceof Readable)) throw new Error(`The store sent no bytes of ${key}`)
    const size = range === undefined ? found.ContentLength : Number(/\/(\d+)$/.exec(found.ContentRange ?? '')?.[1])
    return { info: infoOf(key, found, size), body: watched(found.Body, key) }
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw statusOf(error) === 416 ? outside(error) : error
  }
}

/** Objects under a directory, in the order of their keys. */
export async function* listObjects({ client, name, answer }: Bucket, prefix: string): AsyncIterable<ListedObject> {
  const pages = paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix }, tries.brief)
  for (;;) {
    const { done, value } = await answer(pages.next())
    if (done) return
    for (const { Key = '', Size = 0, ETag = '', LastModified } of value.Contents ?? []) {
      yield { key: Key, size: Size, etag: ETag, modified_at: LastModified ?? new Date(0) }
    }
  }
}

function infoOf(key: string, found: Omit<HeadObjectCommandOutput, '$metadata'>, size: number | undefined): ObjectInfo {
  const { ContentType, ContentEncoding, ETag = '', LastModified, ChecksumSHA256, ChecksumType } = found
  // Of an object sent in parts the store knows the checksum of the parts' checksums.
  const isOfWhole = ChecksumType !== 'COMPOSITE' && ChecksumSHA256 !== undefined && !ChecksumSHA256.includes('-')
  return {
    key,
    size: size ?? 0,
    content_type: ContentType ?? 'application/octet-stream',
    content_encoding: ContentEncoding === undefined || ContentEncoding === '' ? null : ContentEncoding,
    checksum_sha256: isOfWhole ? ChecksumSHA256 : null,
    etag: ETag,
    modified_at: LastModified ?? new Date(0),
  }
}

function isRange({ start, end }: { readonly start: number; readonly end: number }): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start
}

/**
 * Only while a reader waits does the clock run: a slow listener is no silent store. Whoever lets go of the bytes, even before the first,
 * lets go of the connection too.
 */
function watched(body: Readable, key: string): Readable {
  async function* chunks(): AsyncIterable<Uint8Array> {
    const source: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
    for (;;) {
      const silence = setTimeout(() => body.destroy(new Error(`The store stopped sending ${key}`)), silence_ms)
      const { done, value } = await source.next().finally(() => clearTimeout(silence))
      if (done) return
      yield value
    }
  }
  // What breaks while nobody reads is told to whoever reads next; unheard it would end the process.
  body.on('error', () => {})
  return Readable.from(chunks(), { objectMode: false }).once('close', () => body.destroy())
}
