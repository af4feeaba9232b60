import type { Access } from '@segue/contracts'
import { InvalidToken, type Claims } from '@segue/identity'
import type { FastifyRequest } from 'fastify'
import { refuse } from './refusal.ts'

/** Who calls, by a verified token. */
export type Caller = Claims

const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i
const challenge = { headers: { 'www-authenticate': 'Bearer realm="segue"' } }

/** The caller of a request, null without a token; a token that is not valid is 401 wherever it is sent. */
export async function callerOf(request: FastifyRequest): Promise<Caller | null> {
  const { authorization } = request.headers
  if (authorization === undefined) return null
  const token = bearer.exec(authorization)?.[1]
  const verify = request.server.verifyToken
  if (token === undefined || verify === null) throw refuse('unauthenticated', challenge)
  try {
    return await verify(token)
  } catch (error) {
    if (error instanceof InvalidToken) throw refuse('unauthenticated', challenge)
    throw refuse('unavailable', { detail: 'Tokens can not be checked right now', headers: { 'retry-after': '2' } })
  }
}

/** Holds the caller against what the operation asks. */
export function checkAccess(access: Access, caller: Caller | null): void {
  if (access === 'anyone') return
  if (caller === null) throw refuse('unauthenticated', challenge)
  if (access === 'administrator' && caller.role !== 'administrator') throw refuse('forbidden')
}
