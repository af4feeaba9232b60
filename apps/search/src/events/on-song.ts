import type { EventOf, SongSnapshot } from '@segue/contracts'
import type { Changes } from '@segue/search-index'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { indexSongs } from '../queries/index-songs.ts'
import { lockArtists } from '../queries/lock-artists.ts'
import { lockCredits } from '../queries/lock-credits.ts'
import { rankArtists } from '../queries/rank-artists.ts'

interface Change {
  readonly song_id: string
  readonly version: number
  /** Null when the song is not to be found. */
  readonly snapshot: SongSnapshot | null
}

type Found = EventOf<'song.published' | 'song.updated'>
type Hidden = EventOf<'song.scheduled' | 'song.withdrawn' | 'song.deleted'>

/** Published songs are found, as they were last announced. */
export const onSong = (tx: Transaction<Tables>, { aggregate_id, aggregate_version, data }: Found): Promise<readonly Changes[]> =>
  change(tx, { song_id: aggregate_id, version: aggregate_version, snapshot: data })

/** A song that waits for its release, was taken down or deleted is not found; a late older event revives nothing. */
export const onSongHidden = (tx: Transaction<Tables>, { aggregate_id, aggregate_version }: Hidden): Promise<readonly Changes[]> =>
  change(tx, { song_id: aggregate_id, version: aggregate_version, snapshot: null })

async function change(tx: Transaction<Tables>, { song_id, version, snapshot }: Change): Promise<readonly Changes[]> {
  const artist_ids = snapshot?.artists.map(({ id }) => id) ?? []
  await lockCredits(tx, song_id)
  const before = await tx.selectFrom('songs').select('artist_ids').where('song_id', '=', song_id).executeTakeFirst()
  const concerned = [...artist_ids, ...(before?.artist_ids ?? [])]
  await lockArtists(tx, concerned)
  const stored = { version, snapshot: snapshot === null ? null : JSON.stringify(snapshot), artist_ids }
  // The same version again is a rebuild: the index may have lost what this table holds.
  const song = await tx
    .insertInto('songs')
    .values({ song_id, ...stored })
    .onConflict((conflict) =>
      conflict
        .column('song_id')
        .doUpdateSet((is) => ({ ...stored, revision: is('songs.revision', '+', 1) }))
        .where('songs.version', '<=', version))
    .returningAll()
    .executeTakeFirst()
  if (song === undefined) return []
  return [await indexSongs(tx, [song]), ...(song.plays > 0 ? [await rankArtists(tx, concerned)] : [])]
}
