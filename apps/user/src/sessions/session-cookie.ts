import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { FAMILY_LIFE_MS } from '../rules/judge-refresh.ts'

const NAME = 'segue_refresh'

const attributes = (publicUrl: string): CookieSerializeOptions => ({
  path: '/v1/auth',
  httpOnly: true,
  sameSite: 'strict',
  priority: 'high',
  secure: new URL(publicUrl).protocol === 'https:',
})

/** The refresh token of a cookie session. */
export const readSessionCookie = (request: FastifyRequest): string | undefined => request.cookies[NAME] || undefined

/** Keeps the refresh token where no script can read it, and no request but those to `/v1/auth` carries it. */
export function writeSessionCookie(reply: FastifyReply, refresh_token: string, publicUrl: string): void {
  reply.setCookie(NAME, refresh_token, { ...attributes(publicUrl), maxAge: FAMILY_LIFE_MS / 1000 })
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  reply.setCookie(NAME, '', { ...attributes(publicUrl), maxAge: 0 })
}

/**
 * Whether the web app itself asks: `Origin` is the public door's, or, where a browser leaves it out, `Sec-Fetch-Site` says
 * same-origin. No page can forge either (Fetch Standard § 2.2.2, forbidden request-headers).
 */
export function comesFromWebApp({ headers }: Pick<FastifyRequest, 'headers'>, publicUrl: string): boolean {
  if (headers.origin !== undefined) return headers.origin === new URL(publicUrl).origin
  return headers['sec-fetch-site'] === 'same-origin'
}
