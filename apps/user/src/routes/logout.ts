import type { logout } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { closeFamily } from '../sessions/families.ts'
import { readRefreshToken } from '../sessions/refresh-token.ts'
import { clearSessionCookie, comesFromWebApp, readSessionCookie } from '../sessions/session-cookie.ts'

export const handleLogout =
  ({ db, config }: Context) =>
  async ({ body, request, reply, refuse }: Call<typeof logout>): Promise<null> => {
    const cookie = body.refresh_token === undefined ? readSessionCookie(request) : undefined
    if (cookie !== undefined && !comesFromWebApp(request, config.publicUrl)) throw refuse('origin_not_allowed')
    const presented = readRefreshToken(body.refresh_token ?? cookie ?? '')
    if (presented) await closeFamily(db, presented)
    if (cookie !== undefined) clearSessionCookie(reply, config.publicUrl)
    return null
  }
