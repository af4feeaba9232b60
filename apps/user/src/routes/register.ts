import type { register, Session } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { hashPassword } from '../passwords/hash-password.ts'
import { isTooCommon } from '../passwords/is-too-common.ts'
import { answerSession } from '../sessions/answer-session.ts'
import { openFamily } from '../sessions/families.ts'
import { comesFromWebApp } from '../sessions/session-cookie.ts'
import { createUser } from '../users/create-user.ts'
import { findAccount } from '../users/find-account.ts'

export const handleRegister =
  (context: Context) =>
  async ({ body, request, reply, refuse }: Call<typeof register>): Promise<Session> => {
    const { db, config, hashing, now } = context
    const { password, session: kind = 'token', ...profile } = body
    if (kind === 'cookie' && !comesFromWebApp(request, config.publicUrl)) throw refuse('origin_not_allowed')
    if (isTooCommon(password, profile.email)) throw refuse('password_too_common')
    // Not worth a hash; the insert decides.
    if (await findAccount(db, profile.email)) throw refuse('email_taken')

    const password_hash = await hashing(() => hashPassword(password))
    const opened = await db.transaction().execute(async (tx) => {
      const user = await createUser(tx, { ...profile, password_hash }, now())
      return user && { user, refresh_token: await openFamily(tx, user.user_id, now()) }
    })
    if (!opened) throw refuse('email_taken')
    return answerSession(context, reply, { ...opened, kind })
  }
