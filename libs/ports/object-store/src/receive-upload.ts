import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { type Directories, openDirectories } from './file/directories.ts'
import { errorCode } from './file/error-code.ts'
import { findUpload, placePart } from './file/multipart.ts'
import { readHead } from './file/read.ts'
import { signedTarget, type UploadTerms } from './file/signed-target.ts'
import { publish, writeDraft } from './file/write.ts'
import { NoSuchUpload, ObjectExists } from './object-store.ts'
import { isKey } from './object-key.ts'

export interface UploadRequest {
  readonly method: string
  /** Path and query as they came, before anything decoded them. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
}

/** What to answer: 200 with the entity tag of what is stored, or the status of a refusal with a stable code. */
export type UploadAnswer =
  | { readonly status: 200; readonly etag: string }
  | { readonly status: 400 | 403 | 404 | 405 | 411 | 412 | 507; readonly code: string }

export type UploadReceiver = (request: UploadRequest) => Promise<UploadAnswer>

/**
 * Receives the signed uploads of a `file://` store, as S3 receives its own: 200 only for the PUT that was signed, with the bytes that
 * were declared, on the disk; nothing at all is left of any other, nor of one cut off half-way, which can be sent again.
 * Rejects when the connection breaks or the disk fails.
 */
export async function createUploadReceiver(url: string, options: { readonly upload_secret: string }): Promise<UploadReceiver> {
  const directories = await openDirectories(url)
  return async (request) => {
    const verdict = readTerms(request, options.upload_secret)
    if ('status' in verdict) return verdict
    try {
      return await store(directories, verdict, request.body)
    } catch (error) {
      if (error instanceof Refusal) return refuse(400, error.code)
      if (error instanceof ObjectExists) return refuse(412, 'already_uploaded')
      if (error instanceof NoSuchUpload) return refuse(404, 'no_such_upload')
      if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error) ?? '')) return refuse(507, 'insufficient_storage')
      throw error
    }
  }
}

class Refusal extends Error {
  readonly code: 'upload_incomplete' | 'checksum_mismatch'
  constructor(code: 'upload_incomplete' | 'checksum_mismatch') {
    super(code)
    this.code = code
  }
}

function refuse(status: 400 | 403 | 404 | 405 | 411 | 412 | 507, code: string): UploadAnswer & { readonly code: string } {
  return { status, code }
}

/** The terms that a request claims, once the signature says that they were granted. */
function readTerms({ method, target, headers }: UploadRequest, secret: string): UploadTerms | UploadAnswer {
  if (method !== 'PUT') return refuse(405, 'method_not_allowed')
  const length = headers['content-length']
  if (length === undefined || headers['transfer-encoding'] !== undefined) return refuse(411, 'length_required')

  const [path = '', query = ''] = target.split('?', 2)
  const key = path.slice(1)
  if (!isKey(key) || !key.startsWith('uploads/')) return refuse(403, 'forbidden')
  const parameters = new URLSearchParams(query)
  const upload_id = parameters.get('upload_id')
  const part = upload_id === null ? null : { upload_id, part_number: Number(parameters.get('part_number')) }
  if (part === null && headers['if-none-match'] !== '*') return refuse(403, 'signature_mismatch')

  const terms: UploadTerms = {
    key,
    size: Number(length),
    checksum_sha256: String(headers['x-amz-checksum-sha256']),
    expires: Number(parameters.get('expires')),
    content_type: part === null ? (headers['content-type'] ?? null) : null,
    part,
  }
  if (!same(target, signedTarget(terms, secret))) return refuse(403, 'signature_mismatch')
  if (Date.now() >= terms.expires * 1000) return refuse(403, 'url_expired')
  return terms
}

async function store(directories: Directories, terms: UploadTerms, body: Readable): Promise<UploadAnswer> {
  const { key, size, checksum_sha256, content_type, part } = terms
  // Known refusals come before the first byte is taken.
  if (part !== null) await findUpload(directories, key, part.upload_id)
  else if ((await readHead(directories, key)) !== null) throw new ObjectExists(`${key} exists`)

  await using draft = await writeDraft(directories, body.iterator({ destroyOnReturn: false }), {
    limit: size,
    judge: (arrived) => {
      if (arrived.size !== size) throw new Refusal('upload_incomplete')
      if (arrived.checksum_sha256 !== checksum_sha256) throw new Refusal('checksum_mismatch')
    },
    ...(content_type !== null && { describe: { content_type, content_encoding: null } }),
  })
  if (part === null) await publish(directories, draft, key, true)
  else await placePart(directories, part.upload_id, part.part_number, draft)
  return { status: 200, etag: `"${checksum_sha256.replace(/=+$/, '')}"` }
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
