import type { refresh, Session } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { answerSession } from '../sessions/answer-session.ts'
import { tradeToken } from '../sessions/families.ts'
import { readRefreshToken } from '../sessions/refresh-token.ts'
import { comesFromWebApp, readSessionCookie } from '../sessions/session-cookie.ts'

export const handleRefresh =
  (context: Context) =>
  async ({ body, request, reply, refuse }: Call<typeof refresh>): Promise<Session> => {
    const { db, config, now } = context
    const cookie = body.refresh_token === undefined ? readSessionCookie(request) : undefined
    if (cookie !== undefined && !comesFromWebApp(request, config.publicUrl)) throw refuse('origin_not_allowed')
    const presented = readRefreshToken(body.refresh_token ?? cookie ?? '')
    if (!presented) throw refuse('invalid_refresh_token')

    const { user_id } = presented
    const traded = await db.transaction().execute(async (tx) => {
      const trade = await tradeToken(tx, presented, now())
      if ('refused' in trade) return trade
      // As of now: a new plan is in force from here on.
      const user = await tx.selectFrom('users').selectAll().where('user_id', '=', user_id).executeTakeFirstOrThrow()
      return { ...trade, user }
    })
    if ('refused' in traded) {
      if (traded.refused === 'reused') request.log.warn({ user_id }, 'a refresh token was used again: its session is over')
      throw refuse('invalid_refresh_token')
    }
    return answerSession(context, reply, { ...traded, kind: cookie === undefined ? 'token' : 'cookie' })
  }
