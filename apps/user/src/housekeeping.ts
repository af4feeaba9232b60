import { purgeIdempotencyKeys } from '@segue/database'
import type { Context } from './context.ts'
import { FAMILY_LIFE_MS } from './rules/judge-refresh.ts'

type Swept = Pick<Context, 'db' | 'now'>

/** Deletes what has no effect any more: ended families, tokens traded so long ago, drained throttles, old idempotency keys. */
export async function sweep({ db, now }: Swept): Promise<void> {
  const ended = new Date(now().getTime() - FAMILY_LIFE_MS)
  await db.patiently(async (patient) => {
    await patient.deleteFrom('refresh_families').where('used_at', '<', ended).execute()
    await patient.deleteFrom('refresh_tokens').where('traded_at', '<', ended).execute()
    await patient.deleteFrom('login_throttles').where('drained_at', '<', now()).execute()
  })
  await purgeIdempotencyKeys(db)
}
