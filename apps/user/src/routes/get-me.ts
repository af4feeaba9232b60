import type { getMe, User } from '@segue/contracts'
import { refuse, type Call } from '@segue/service'
import type { Context } from '../context.ts'
import { userOf } from '../users/user-of.ts'

export const handleGetMe =
  ({ db }: Context) =>
  async ({ caller, reply }: Call<typeof getMe>): Promise<User> => {
    const user = await db.selectFrom('users').selectAll().where('user_id', '=', caller.user_id).executeTakeFirst()
    if (!user) throw refuse('unauthenticated')
    reply.header('etag', `"${user.version}"`)
    return userOf(user)
  }
