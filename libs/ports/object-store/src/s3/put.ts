import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3'
import { ObjectExists, type ObjectInfo, type PutOptions } from '../object-store.ts'
import type { Bucket } from './bucket.ts'
import { tries, tryOf } from './client.ts'
import { attemptsOf, codeOf, statusOf } from './failure.ts'
import { pieces } from './pieces.ts'
import { readHead } from './read.ts'

/** A stream larger than this goes up in parts of it, one after the other: three of them are the most that one `put` holds. */
const partBytes = 8 * 1024 * 1024

type Options = PutOptions & { readonly create?: boolean }

/** Writes the whole object or nothing. A stream of unknown length becomes one request where it is small, and parts where it is not. */
export async function putObject(bucket: Bucket, key: string, body: Readable | Uint8Array, options: Options): Promise<ObjectInfo> {
  if (body instanceof Uint8Array) return putWhole(bucket, key, body, options)
  const source = pieces(body, partBytes)
  const first = await source.next()
  const second = await source.next()
  if (first.done || second.done) return putWhole(bucket, key, first.value ?? new Uint8Array(), options)
  return putParts(bucket, key, joined([first.value, second.value], source), options)
}

async function putWhole(bucket: Bucket, key: string, bytes: Uint8Array, options: Options): Promise<ObjectInfo> {
  const checksum_sha256 = sha256(bytes)
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    Body: bytes,
    ContentLength: bytes.length,
    ChecksumSHA256: checksum_sha256,
    ...described(options),
    ...condition(options),
  })
  try {
    const { ETag = '' } = await bucket.answer(bucket.client.send(command, tryOf(bytes.length)))
    return infoOf(key, options, { size: bytes.length, checksum_sha256, etag: ETag })
  } catch (error) {
    if (!isTaken(error)) throw refusedKey(error, key)
    // The answer to a first try may have been lost, and the object that is there be ours.
    const there = attemptsOf(error) > 1 ? await readHead(bucket, key) : null
    if (there?.checksum_sha256 === checksum_sha256) return there
    throw new ObjectExists(`${key} exists`, { cause: error })
  }
}

async function putParts(bucket: Bucket, key: string, source: AsyncIterable<Uint8Array>, options: Options): Promise<ObjectInfo> {
  const { client, name, answer } = bucket
  const begin = new CreateMultipartUploadCommand({ Bucket: name, Key: key, ChecksumAlgorithm: 'SHA256', ...described(options) })
  const { UploadId } = await answer(client.send(begin, tries.brief)).catch((error: unknown) => {
    throw refusedKey(error, key)
  })
  const upload = { Bucket: name, Key: key, UploadId }
  try {
    const sent: CompletedPart[] = []
    let size = 0
    for await (const bytes of source) {
      const part = { PartNumber: sent.length + 1, ChecksumSHA256: sha256(bytes) }
      const command = new UploadPartCommand({ ...upload, ...part, Body: bytes, ContentLength: bytes.length })
      const { ETag } = await answer(client.send(command, tryOf(bytes.length)))
      sent.push({ ...part, ETag })
      size += bytes.length
    }
    const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: sent }, ...condition(options) })
    const { ETag = '' } = await answer(client.send(command, tries.long))
    return infoOf(key, options, { size, checksum_sha256: null, etag: ETag })
  } catch (error) {
    const isOurs = (isTaken(error) || codeOf(error) === 'NoSuchUpload') && attemptsOf(error) > 1 && !(await isOpen(bucket, upload))
    const there = isOurs ? await readHead(bucket, key) : null
    if (there !== null) return there
    // What can't be aborted now is the sweeper's.
    await client.send(new AbortMultipartUploadCommand(upload), tries.brief).catch(() => {})
    throw isTaken(error) ? new ObjectExists(`${key} exists`, { cause: error }) : refusedKey(error, key)
  }
}

/** A multipart upload that is no longer open after a lost answer was completed by us. */
async function isOpen({ client }: Bucket, upload: { Bucket: string; Key: string; UploadId: string | undefined }): Promise<boolean> {
  return client.send(new ListPartsCommand(upload), tries.brief).then(
    () => true,
    (error: unknown) => codeOf(error) !== 'NoSuchUpload',
  )
}

/** Whether somebody else's object stands there: seen, or written at the same moment. */
function isTaken(error: unknown): boolean {
  return statusOf(error) === 412 || codeOf(error) === 'ConditionalRequestConflict'
}

/** A store over plain files can't have an object inside of another; those who write keep to that everywhere. */
function refusedKey(error: unknown, key: string): unknown {
  if (codeOf(error) !== 'ObjectParentIsFile' && codeOf(error) !== 'ExistingObjectIsDirectory') return error
  return new RangeError(`${key} can't be an object: it is a directory of others, or one of its directories is an object`, { cause: error })
}

const described = ({ content_type, content_encoding }: Options) => ({
  ContentType: content_type,
  ...(content_encoding !== undefined && { ContentEncoding: content_encoding }),
})

const condition = ({ create }: Options) => (create === true ? { IfNoneMatch: '*' } : {})

function infoOf(key: string, options: Options, of: Pick<ObjectInfo, 'size' | 'checksum_sha256' | 'etag'>): ObjectInfo {
  const { content_type, content_encoding = null } = options
  return { key, content_type, content_encoding, modified_at: new Date(), ...of }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

async function* joined(first: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* first
  yield* rest
}
