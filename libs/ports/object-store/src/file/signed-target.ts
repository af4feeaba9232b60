import { createHmac } from 'node:crypto'
import type { SignedTerms } from '../check-terms.ts'

/** Everything that a signed upload is bound to. */
export interface UploadTerms extends SignedTerms {
  /** Seconds since 1970. */
  readonly expires: number
}

/**
 * Path and query of the one PUT that the terms allow. Sender and receiver both make it, the receiver from what it was really sent,
 * and compare: whatever was altered — key, size, type, checksum, place, expiry — the two differ.
 */
export function signedTarget(terms: UploadTerms, secret: string): string {
  const { key, size, checksum_sha256, expires, content_type, part } = terms
  const whereTo = [part?.upload_id ?? null, part?.part_number ?? null]
  const bound = JSON.stringify(['PUT', key, size, checksum_sha256, expires, content_type, ...whereTo])
  const signature = createHmac('sha256', secret).update(bound).digest('base64url')
  const place = part === null ? '' : `upload_id=${part.upload_id}&part_number=${part.part_number}&`
  return `/${key}?${place}expires=${expires}&signature=${signature}`
}
