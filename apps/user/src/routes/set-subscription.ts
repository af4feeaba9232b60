import type { setSubscription, ReplyOf } from '@segue/contracts'
import { repeatable } from '@segue/database'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { changeUser, holdUser } from '../users/change-user.ts'

export const handleSetSubscription =
  ({ db, now }: Context) =>
  async ({ params, body, claim, refuse }: Call<typeof setSubscription>): Promise<ReplyOf<typeof setSubscription>> =>
    repeatable(db, claim, async (tx) => {
      const user = await holdUser(tx, params.user_id)
      if (!user) throw refuse('user_not_found')
      const { user_id, plan } = await changeUser(tx, user, { plan: body.plan }, now())
      return { user_id, plan }
    })
