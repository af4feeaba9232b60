import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Keys of advisory locks in this service's database. */
const [anyCredits, creditsOfOne] = [4_013_001, 4_013_002]

/** Until the transaction ends nobody else changes whose song this is, known or not. The first lock of those who do. */
export async function lockCredits(tx: Transaction<Tables>, song_id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${anyCredits}::int, 0)`.execute(tx)
  await sql`select pg_advisory_xact_lock(${creditsOfOne}::int, hashtext(${song_id}))`.execute(tx)
}

/** The same for all songs: a lock for each of a thousand would be more than the server has room for. */
export async function lockAllCredits(tx: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${anyCredits}::int, 0)`.execute(tx)
}
