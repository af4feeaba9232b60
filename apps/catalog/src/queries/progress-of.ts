import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { SongKey } from './songs.ts'

/** Rendition → percent, as far as the song's stream has told of the latest upload. */
export async function progressOf(tx: Transaction<Tables>, { artist_id, song_id }: SongKey): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ rendition: string; percent: number }>`
    select data ->> 'rendition' as rendition, max((data ->> 'percent')::int) as percent
    from song_events where artist_id = ${artist_id} and song_id = ${song_id} and type = 'progress'
    group by 1`.execute(tx)
  return new Map(rows.map(({ rendition, percent }) => [rendition, percent]))
}
