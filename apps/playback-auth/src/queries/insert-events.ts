import type { PlaybackEvent } from '@segue/contracts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Keeps the events that are new and returns the songs they are about; the batches of one listener take turns. */
export async function insertEvents(tx: Transaction<Tables>, user_id: string, events: readonly PlaybackEvent[]): Promise<readonly string[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`plays:${user_id}`}, 0))`.execute(tx)
  const rows = events.map(({ id, occurred_at, ...event }) => ({ ...event, user_id, event_id: id, occurred_at: new Date(occurred_at) }))
  const inserted = await tx.insertInto('playback_events').values(rows).onConflict((conflict) => conflict.doNothing()).returning('song_id').execute()
  return [...new Set(inserted.map(({ song_id }) => song_id))].toSorted()
}
