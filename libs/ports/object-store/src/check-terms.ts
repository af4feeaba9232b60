import { checkUploadKey } from './object-key.ts'

/** What is asked to be signed: a whole object, which has a type, or a part of one, which has its place in an upload instead. */
export interface SignedTerms {
  readonly key: string
  readonly size: number
  /** SHA-256 of the body, base64. */
  readonly checksum_sha256: string
  readonly content_type: string | null
  readonly part: { readonly upload_id: string; readonly part_number: number } | null
}

/** Promises that the terms name one upload. @throws RangeError */
export function checkTerms({ key, size, checksum_sha256, content_type, part }: SignedTerms): void {
  checkUploadKey(key)
  if (content_type !== null) checkContentType(content_type)
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`Not a size: ${size}`)
  if (!/^[A-Za-z0-9+/]{43}=$/.test(checksum_sha256)) throw new RangeError('Not a SHA-256 in base64')
  if (part !== null && !isCount(part.part_number)) throw new RangeError('Parts are numbered 1 to 10,000')
}

/** @throws RangeError */
export function checkContentType(content_type: string): void {
  if (!/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(content_type)) throw new RangeError('Not a content type')
}

/** @throws RangeError */
export function checkPartCount(part_count: number): void {
  if (!isCount(part_count)) throw new RangeError('An upload has 1 to 10,000 parts')
}

function isCount(n: number): boolean {
  return Number.isInteger(n) && n >= 1 && n <= 10_000
}
