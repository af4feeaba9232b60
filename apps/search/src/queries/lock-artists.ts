import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** The version of an artist who was only named so far. */
const unannounced = -1

/**
 * Until the transaction ends nobody else changes these artists or what is derived of them, known or not. Once a transaction, after
 * `lockCredits` and before any song: locks are taken in one order everywhere, so that no two transactions wait for each other.
 */
export async function lockArtists(tx: Transaction<Tables>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  // An update that never is one locks what is there, in the order in which it is met, together with what is made.
  await sql`
    insert into artists (artist_id, version)
    select distinct artist_id, ${unannounced}::bigint from unnest(${ids}::uuid[]) artist_id order by artist_id
    on conflict (artist_id) do update set version = artists.version where false`.execute(tx)
}
