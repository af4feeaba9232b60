import type { Session } from '@segue/contracts'
import type { FastifyReply } from 'fastify'
import type { Context } from '../context.ts'
import type { UserRow } from '../db/tables.ts'
import { claimsOf, userOf } from '../users/user-of.ts'
import { writeSessionCookie } from './session-cookie.ts'

export const ACCESS_TOKEN_LIFE_S = 900

/** The answer of register, login and refresh; the refresh token goes into the cookie or into the body, never both. */
export async function answerSession(
  { config, signAccessToken }: Context,
  reply: FastifyReply,
  { user, refresh_token, kind }: { readonly user: UserRow; readonly refresh_token: string; readonly kind: 'token' | 'cookie' },
): Promise<Session> {
  // RFC 6749 § 5.1
  reply.header('cache-control', 'no-store')
  const session = { user: userOf(user), access_token: await signAccessToken(claimsOf(user)), expires_in: ACCESS_TOKEN_LIFE_S }
  if (kind === 'token') return { ...session, refresh_token }
  writeSessionCookie(reply, refresh_token, config.publicUrl)
  return session
}
