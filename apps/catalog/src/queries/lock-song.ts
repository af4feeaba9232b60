import type { Selectable, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { findSongKey, type SongKey } from './songs.ts'

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
export async function lockProcessing(
  tx: Transaction<Tables>,
  { song_id, audio_version }: { readonly song_id: string; readonly audio_version: number },
): Promise<Selectable<Tables['songs']> | undefined> {
  const key = await findSongKey(tx, song_id)
  const song = key && (await lockSong(tx, key))
  return song?.status === 'processing' && song.latest_audio_version === audio_version ? song : undefined
}
