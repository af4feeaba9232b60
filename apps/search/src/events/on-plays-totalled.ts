import type { EventOf } from '@segue/contracts'
import type { Changes } from '@segue/search-index'
import { sql, type Transaction } from 'kysely'
import type { Song, Tables } from '../db/tables.ts'
import { lockArtists } from '../queries/lock-artists.ts'
import { rankArtists } from '../queries/rank-artists.ts'

/**
 * Ranks songs, known or not yet, and their artists by their plays. A total only grows, so the greatest is the newest. Under `lockAll`.
 */
export async function onPlaysTotalled(tx: Transaction<Tables>, { data }: EventOf<'plays.totalled'>): Promise<readonly Changes[]> {
  const plays = Map.groupBy(data.items, ({ song_id }) => song_id)
  const ids = [...plays.keys()].sort()
  const totals = ids.map((id) => Math.max(0, ...(plays.get(id) ?? []).map((item) => item.plays)))
  if (ids.length === 0) return []
  const songs = await tx.selectFrom('songs').select('artist_ids').where('song_id', '=', sql<string>`any (${ids}::uuid[])`).execute()
  const artist_ids = songs.flatMap((song) => song.artist_ids)
  await lockArtists(tx, artist_ids)
  const { rows } = await sql<Pick<Song, 'song_id' | 'plays'>>`
    insert into songs (song_id, version, artist_ids, plays)
    select song_id, -1, '{}', plays from unnest(${ids}::uuid[], ${totals}::bigint[]) totalled (song_id, plays)
    on conflict (song_id) do update set plays = greatest(songs.plays, excluded.plays)
    returning song_id, plays`.execute(tx)
  return [{ plays: rows.map((song) => ({ type: 'song', id: song.song_id, plays: song.plays })) }, await rankArtists(tx, artist_ids)]
}
