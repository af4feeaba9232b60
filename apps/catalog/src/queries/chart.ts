import type { ChartWindow } from '@segue/contracts'
import { sql, type Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { selectSongs, type SongRow } from './songs.ts'

export interface ChartEntry extends SongRow {
  readonly plays: number
  readonly previous_rank: number | null
}

/** The latest snapshot of a chart, without the songs that can no longer be heard. Before the first one it is empty, as of now. */
export async function chartSongs(
  db: Kysely<Tables>,
  { window, genre, region }: { readonly window: ChartWindow; readonly genre: string; readonly region: string },
): Promise<{ readonly generated_at: Date; readonly entries: readonly ChartEntry[] }> {
  const snapshot = await db
    .selectFrom('chart_snapshots')
    .where('chart_window', '=', window)
    .select(['generation', 'generated_at'])
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (snapshot === undefined) return { generated_at: new Date(), entries: [] }
  const { generation, generated_at } = snapshot
  const entries = await selectSongs(db)
    .innerJoin('chart_entries as entry', (join) => join.onRef('entry.artist_id', '=', 'songs.artist_id').onRef('entry.song_id', '=', 'songs.song_id'))
    .leftJoin('chart_entries as before', (join) =>
      join
        .onRef('before.chart_window', '=', 'entry.chart_window')
        .onRef('before.genre', '=', 'entry.genre')
        .onRef('before.region', '=', 'entry.region')
        .on('before.generation', '=', generation - 1)
        .onRef('before.song_id', '=', 'entry.song_id'),
    )
    .where('entry.chart_window', '=', window)
    .where('entry.genre', '=', sql<string>`lower(${genre})`)
    .where('entry.region', '=', region)
    .where('entry.generation', '=', generation)
    .where('songs.visibility', '=', 'published')
    .select(['entry.plays', 'before.rank as previous_rank'])
    .orderBy('entry.rank')
    .execute()
  return { generated_at, entries }
}

/** The newest songs of a genre, or of all, that are not among those given. */
export function newestSongs(
  db: Kysely<Tables>,
  { genre, without, limit, offset }: { readonly genre: string; readonly without: readonly string[]; readonly limit: number; readonly offset: number },
): Promise<SongRow[]> {
  let query = selectSongs(db).where('songs.visibility', '=', 'published')
  if (genre !== '') query = query.where(sql<boolean>`lower(songs.genre) = lower(${genre})`)
  if (without.length > 0) query = query.where('songs.song_id', 'not in', without)
  return query.orderBy('songs.released_at', 'desc').orderBy('songs.song_id', 'desc').limit(limit).offset(offset).execute()
}
