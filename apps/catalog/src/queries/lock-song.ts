import type { Selectable, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { SongKey } from './songs.ts'

/** The song's row, locked until the transaction ends; undefined when there is none or it was deleted. */
export const lockSong = (tx: Transaction<Tables>, { artist_id, song_id }: SongKey): Promise<Selectable<Tables['songs']> | undefined> =>
  tx
    .selectFrom('songs')
    .where('artist_id', '=', artist_id)
    .where('song_id', '=', song_id)
    .where('status', '!=', 'deleted')
    .selectAll()
    .forUpdate()
    .executeTakeFirst()

/** Locks the song while this version of its audio is being processed; anything else means that an event came too late. */
export const lockProcessing = (
  tx: Transaction<Tables>,
  { song_id, audio_version }: { readonly song_id: string; readonly audio_version: number },
): Promise<Selectable<Tables['songs']> | undefined> =>
  tx
    .selectFrom('song_artists')
    .innerJoin('songs', (join) =>
      join.onRef('songs.artist_id', '=', 'song_artists.artist_id').onRef('songs.song_id', '=', 'song_artists.song_id'),
    )
    .where('song_artists.song_id', '=', song_id)
    .where('songs.status', '=', 'processing')
    .where('songs.latest_audio_version', '=', audio_version)
    .selectAll('songs')
    .forUpdate('songs')
    .executeTakeFirst()
