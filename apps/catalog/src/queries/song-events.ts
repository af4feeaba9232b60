import { sql, type Kysely, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { SongKey } from './songs.ts'

export interface SongEvent {
  readonly id: number
  readonly type: Tables['song_events']['type']
  readonly data: Readonly<Record<string, unknown>>
}

/** Where somebody is in the event stream of a song. */
export interface StreamPlace extends SongKey {
  readonly after: number
}

/**
 * Adds to what the song's event stream replays. The transaction must hold the lock of the song's row: then ids grow in
 * the order of commits, and a reader who asks for what came after an id misses nothing.
 */
export async function appendSongEvents(
  tx: Transaction<Tables>,
  { artist_id, song_id }: SongKey,
  events: readonly Omit<SongEvent, 'id'>[],
): Promise<void> {
  if (events.length === 0) return
  const numbered = events.map((event, index) => ({ ...event, number: index + 1 }))
  await sql`
    insert into song_events (artist_id, song_id, id, type, data)
    select ${artist_id}::uuid, ${song_id}::uuid, last.id + event.number, event.type, event.data
    from
      (select coalesce(max(id), 0) as id from song_events where artist_id = ${artist_id} and song_id = ${song_id}) as last,
      jsonb_to_recordset(${JSON.stringify(numbered)}::jsonb) as event(number int, type text, data jsonb)`.execute(tx)
}

/** What came after each of the places, in order; `reader` is the index of the place. */
export async function songEventsAfter(
  db: Kysely<Tables>,
  places: readonly StreamPlace[],
): Promise<readonly (SongEvent & { readonly reader: number })[]> {
  const numbered = places.map(({ artist_id, song_id, after }, reader) => ({ reader, artist_id, song_id, after }))
  const { rows } = await sql<SongEvent & { reader: number }>`
    select place.reader, event.id, event.type, event.data
    from jsonb_to_recordset(${JSON.stringify(numbered)}::jsonb) as place(reader int, artist_id uuid, song_id uuid, after bigint)
    join song_events as event on event.artist_id = place.artist_id and event.song_id = place.song_id and event.id > place.after
    order by event.id`.execute(db)
  return rows
}
