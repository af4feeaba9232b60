import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Keys of advisory locks in this service's database. */
const [anything, creditsOfOne] = [4_013_001, 4_013_002]

/**
 * The first lock of whoever changes songs, artists or playlists. Until the transaction ends nobody else changes any: for changes of
 * many at once, which would otherwise take their locks in an order of their own.
 */
export async function lockAll(tx: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${anything}::int, 0)`.execute(tx)
}

/** The same for changes that take the locks of what they change in the one order: they go on beside each other. */
export async function lockSome(tx: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${anything}::int, 0)`.execute(tx)
}

/** Until the transaction ends nobody else changes whose song this is, known or not. After `lockSome` or `lockAll`, before any other. */
export async function lockCredits(tx: Transaction<Tables>, song_id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${creditsOfOne}::int, hashtext(${song_id}))`.execute(tx)
}
