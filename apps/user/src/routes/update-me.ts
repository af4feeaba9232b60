import type { updateMe, User } from '@segue/contracts'
import { repeatable } from '@segue/database'
import { refuse, type Call } from '@segue/service'
import type { Context } from '../context.ts'
import { changeUser, holdUser } from '../users/change-user.ts'
import { userOf } from '../users/user-of.ts'

export const handleUpdateMe =
  ({ db, now }: Context) =>
  async ({ caller, body, claim }: Call<typeof updateMe>): Promise<User> =>
    repeatable(db, claim, async (tx) => {
      const user = await holdUser(tx, caller.user_id)
      if (!user) throw refuse('unauthenticated')
      const preferences = { ...user.preferences, ...body.preferences }
      return userOf(await changeUser(tx, user, { ...body, preferences }, now()))
    })
