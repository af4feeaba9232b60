import type { PlaybackEvent } from '@segue/contracts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/**
 * Keeps the events that are new and returns the songs they are about; the batches of one listener take turns. A time that
 * has not come is now: clocks run ahead, and nobody hears tomorrow, hour by hour, what counts once an hour.
 */
export async function insertEvents(tx: Transaction<Tables>, user_id: string, events: readonly PlaybackEvent[], now: Date): Promise<readonly string[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`plays:${user_id}`}, 0))`.execute(tx)
  const rows = events.map(({ id, occurred_at, ...event }) => ({ ...event, user_id, event_id: id, occurred_at: new Date(Math.min(Date.parse(occurred_at), now.getTime())) }))
  const inserted = await tx.insertInto('playback_events').values(rows).onConflict((conflict) => conflict.doNothing()).returning('song_id').execute()
  return [...new Set(inserted.map(({ song_id }) => song_id))].toSorted()
}
