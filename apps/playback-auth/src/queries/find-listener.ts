import type { Caller } from '@segue/service'
import type { Context } from '../context.ts'
import type { Listener } from '../rules/may-play.ts'

const kept_ms = 5_000

/** The caller as the newer of the token and the read model says: register → play works at once, and so does a downgrade. */
export async function findListener({ db, cache }: Context, caller: Caller): Promise<Listener & { readonly country: string | null }> {
  const { user_id, user_version, plan, country, preferences } = caller
  const known = await cache.remember(`listener:${user_id}`, kept_ms, async () => {
    const row = await db.selectFrom('listeners').selectAll().where('user_id', '=', user_id).executeTakeFirst()
    return row ?? null
  })
  if (known !== null && known.version > user_version) return known
  return { user_id, plan, country, explicit_filter: preferences.explicit_filter, max_bitrate_kbps: preferences.max_bitrate_kbps }
}
