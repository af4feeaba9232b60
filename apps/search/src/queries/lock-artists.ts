import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** The version of an artist who was only named so far. */
const unannounced = -1

/**
 * Until the transaction ends nobody else changes these artists or what is derived of them, known or not. Always in one
 * order, so that two transactions never wait for each other.
 */
export async function lockArtists(tx: Transaction<Tables>, ids: readonly string[]): Promise<void> {
  const artist_ids = [...new Set(ids)].sort()
  if (artist_ids.length === 0) return
  const lock = tx.selectFrom('artists').select('artist_id').where('artist_id', 'in', artist_ids).orderBy('artist_id').forUpdate()
  const held = new Set((await lock.execute()).map(({ artist_id }) => artist_id))
  const missing = artist_ids.filter((id) => !held.has(id)).map((artist_id) => ({ artist_id, version: unannounced, snapshot: null }))
  if (missing.length === 0) return
  await tx.insertInto('artists').values(missing).onConflict((conflict) => conflict.doNothing()).execute()
  await lock.execute()
}
