import { purgeIdempotencyKeys } from '@segue/database'
import { sql, type Kysely } from 'kysely'
import type { Tables } from './db/tables.ts'

const BATCH = 10_000

/** Forgets what has served: idempotency keys after a day, removed items after 30. */
export async function forgetOld(db: Kysely<Tables>): Promise<void> {
  for (const purge of [purgeIdempotencyKeys<Tables>, forgetRemovedItems]) while ((await purge(db, BATCH)) === BATCH) continue
}

/** Deletes tombstones older than 30 days; answers how many. From then on an item of that id never was. */
export async function forgetRemovedItems(db: Kysely<Tables>, limit = BATCH): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from playlist_items where (owner_id, playlist_id, item_id) in (
      select owner_id, playlist_id, item_id from playlist_items where removed_at < now() - interval '30 days'
      order by removed_at limit ${limit} for update skip locked
    )`.execute(db)
  return Number(numAffectedRows)
}
