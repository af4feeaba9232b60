import type { login, Session } from '@segue/contracts'
import { refuse as refuseCommon, type Call } from '@segue/service'
import type { Context } from '../context.ts'
import { nobodysHash, verifyPassword } from '../passwords/hash-password.ts'
import { clientAddress } from '../rules/client-address.ts'
import { foldEmail } from '../rules/fold-email.ts'
import { answerSession } from '../sessions/answer-session.ts'
import { openFamily } from '../sessions/families.ts'
import { comesFromWebApp } from '../sessions/session-cookie.ts'
import { forgiveFailures, MOST_FROM_ADDRESS, recordFailure, secondsUntilNextAttempt } from '../throttle/login-throttle.ts'
import { findAccount } from '../users/find-account.ts'

export const handleLogin =
  (context: Context) =>
  async ({ body, request, reply, refuse }: Call<typeof login>): Promise<Session> => {
    const { db, config, hashing, now } = context
    const { email, password, session: kind = 'token' } = body
    if (kind === 'cookie' && !comesFromWebApp(request, config.publicUrl)) throw refuse('origin_not_allowed')
    const attempt = { email: foldEmail(email), address: clientAddress(request) }

    const user = await hashing(async () => {
      // Asked in here, where few are at once, so that a burst of guesses can't all pass before the first has failed.
      const wait_s = await secondsUntilNextAttempt(db, attempt, now())
      if (wait_s > 0) throw tooManyFailures(wait_s)
      const account = await findAccount(db, email)
      const matches = await verifyPassword(password, account?.password_hash ?? nobodysHash)
      if (account && matches) return account
      await recordFailure(db, attempt, now())
      throw refuse('invalid_credentials')
    })

    const refresh_token = await db.transaction().execute(async (tx) => {
      await forgiveFailures(tx, attempt)
      return openFamily(tx, user.user_id, now())
    })
    return answerSession(context, reply, { user, refresh_token, kind })
  }

const tooManyFailures = (wait_s: number) =>
  refuseCommon('rate_limited', {
    detail: 'Too many failed sign-ins',
    headers: {
      'retry-after': String(wait_s),
      'ratelimit-limit': String(MOST_FROM_ADDRESS),
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(wait_s),
    },
  })
