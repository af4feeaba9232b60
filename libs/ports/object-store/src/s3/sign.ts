import { PutObjectCommand, UploadPartCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { checkTerms } from '../check-terms.ts'
import type { SignedPart, SignedPut, SignedRequest } from '../object-store.ts'

/** Signs one PUT that creates the object. */
export async function signPut(client: S3Client, bucket: string, put: SignedPut): Promise<SignedRequest> {
  const { key, size, content_type, checksum_sha256, expires_in_s } = put
  checkTerms({ key, size, content_type, checksum_sha256, part: null })
  const terms = { ContentLength: size, ContentType: content_type, ChecksumSHA256: checksum_sha256, IfNoneMatch: '*' }
  const headers = { 'content-type': content_type, 'x-amz-checksum-sha256': checksum_sha256, 'if-none-match': '*' }
  const expires_at = expiry(expires_in_s)
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: bucket, Key: key, ...terms }), signing(headers, expires_in_s))
  return { method: 'PUT', url, headers, expires_at }
}

/** Signs one part of a multipart upload. */
export async function signPart(client: S3Client, bucket: string, part: SignedPart): Promise<SignedRequest> {
  const { key, upload_id, part_number, size, checksum_sha256, expires_in_s } = part
  checkTerms({ key, size, content_type: null, checksum_sha256, part: { upload_id, part_number } })
  const terms = { ContentLength: size, ChecksumSHA256: checksum_sha256, UploadId: upload_id, PartNumber: part_number }
  const headers = { 'x-amz-checksum-sha256': checksum_sha256 }
  const expires_at = expiry(expires_in_s)
  const url = await getSignedUrl(client, new UploadPartCommand({ Bucket: bucket, Key: key, ...terms }), signing(headers, expires_in_s))
  return { method: 'PUT', url, headers, expires_at }
}

/** Signed as headers: in the query, where the SDK would put them, a checksum is looked at by few servers, and a length by none. */
function signing(headers: Readonly<Record<string, string>>, expires_in_s: number) {
  const signed = new Set(['host', 'content-length', ...Object.keys(headers)])
  return { expiresIn: expires_in_s, signableHeaders: signed, unhoistableHeaders: signed }
}

/** To the second, as signatures have it, and never too late. */
function expiry(expires_in_s: number): Date {
  return new Date((Math.floor(Date.now() / 1000) + expires_in_s) * 1000)
}
