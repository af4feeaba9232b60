import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** One reaction to a song at a time: an upload and a deletion that arrive together must see each other. */
export async function lockSong(tx: Transaction<Tables>, song_id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${song_id}, 0))`.execute(tx)
}
