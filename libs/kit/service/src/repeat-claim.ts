import { createHash } from 'node:crypto'
import type { RepeatClaim } from '@segue/database'
import type { FastifyRequest } from 'fastify'
import type { Caller } from './caller.ts'
import { refuse } from './refusal.ts'

const valid = /^[\x21-\x7e]{1,255}$/

/** The claim of a write that carries an `Idempotency-Key`, null without one. */
export function repeatClaimOf(request: FastifyRequest, operation: string, caller: Caller | null): RepeatClaim | null {
  const key = request.headers['idempotency-key']
  if (key === undefined || caller === null || request.method === 'GET') return null
  if (typeof key !== 'string' || !valid.test(key)) throw refuse('invalid_request', { detail: 'Idempotency-Key takes 1 to 255 visible ASCII characters' })
  return { user_id: caller.user_id, operation, key, fingerprint: fingerprintOf([request.url, request.body]) }
}

/** The fingerprint of anything that JSON can carry; for a form, its fields, file name and size. */
export const fingerprintOf = (request: unknown): string => createHash('sha256').update(JSON.stringify(request)).digest('base64url')
