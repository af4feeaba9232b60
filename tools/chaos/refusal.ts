import { ApiProblem } from '@segue/api-client'

/** `503 unavailable`; says so where a busy server forgot to name a time to come back. */
export function inAWord(error: unknown): string {
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : String(error)
  const word = `${error.status} ${error.code}`
  return error.status >= 500 && error.retry_after_s === null ? `${word} without retry-after` : word
}

/**
 * Not now, come back: 503 (from a proxy 502 or 504 too) with `Retry-After`, a connection that was cut or not taken, or an earlier try of
 * the same key that is still under way.
 */
export const isPolite = (error: unknown): boolean =>
  error instanceof ApiProblem &&
  (error.status === 0 || ([502, 503, 504].includes(error.status) && error.retry_after_s !== null) || error.code === 'idempotency_key_in_flight')
