import type { ChartWindow } from '@segue/contracts'
import { sql, type Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { selectSongs } from './songs.ts'

/** A chart of the latest snapshot; genre and region '' stand for all. */
export interface Chart {
  readonly chart_window: ChartWindow
  readonly genre: string
  readonly region: string
  readonly generation: number
}

export interface Page {
  readonly limit: number
  readonly offset: number
}

/** When the window's charts were made, and when the next are due; undefined before the first ones. */
export const latestSnapshot = (db: Kysely<Tables>, window: ChartWindow) =>
  db.selectFrom('chart_snapshots').where('chart_window', '=', window).selectAll().orderBy('generation', 'desc').limit(1).executeTakeFirst()

const entriesOf = (db: Kysely<Tables>, { chart_window, genre, region, generation }: Chart) =>
  selectSongs(db)
    .innerJoin('chart_entries as entry', (join) =>
      join.onRef('entry.artist_id', '=', 'songs.artist_id').onRef('entry.song_id', '=', 'songs.song_id'),
    )
    .where('entry.chart_window', '=', chart_window)
    .where('entry.genre', '=', sql<string>`lower(${genre})`)
    .where('entry.region', '=', region)
    .where('entry.generation', '=', generation)
    .where('songs.visibility', '=', 'published')

/** A page of the songs of a chart that can be heard now, with the rank that the snapshot before gave them. */
export const chartSongs = (db: Kysely<Tables>, chart: Chart, { limit, offset }: Page) =>
  entriesOf(db, chart)
    .leftJoin('chart_entries as before', (join) =>
      join
        .onRef('before.chart_window', '=', 'entry.chart_window')
        .onRef('before.genre', '=', 'entry.genre')
        .onRef('before.region', '=', 'entry.region')
        .on('before.generation', '=', chart.generation - 1)
        .onRef('before.song_id', '=', 'entry.song_id'),
    )
    .select(['entry.plays', 'before.rank as previous_rank'])
    .orderBy('entry.rank')
    .limit(limit)
    .offset(offset)
    .execute()

/** Every song of a chart that can be heard now. */
export async function chartSongIds(db: Kysely<Tables>, chart: Chart): Promise<readonly string[]> {
  const rows = await entriesOf(db, chart).clearSelect().select('songs.song_id').execute()
  return rows.map(({ song_id }) => song_id)
}

/** The newest songs of a genre, or of all, that are not among those given. */
export function newestSongs(db: Kysely<Tables>, genre: string, without: readonly string[], { limit, offset }: Page) {
  let query = selectSongs(db).where('songs.visibility', '=', 'published')
  if (genre !== '') query = query.where(sql<boolean>`lower(songs.genre) = lower(${genre})`)
  if (without.length > 0) query = query.where(sql<boolean>`songs.song_id <> all(${without}::uuid[])`)
  return query.orderBy('songs.released_at', 'desc').orderBy('songs.song_id', 'desc').limit(limit).offset(offset).execute()
}
