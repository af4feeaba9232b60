import { emit } from '@segue/messaging'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { creditsOf, selectSongs, type SongKey } from './songs.ts'

/** Announces a processed song as it stands now in this transaction, under its version. */
export async function announceSong(
  tx: Transaction<Tables>,
  type: 'song.scheduled' | 'song.published' | 'song.updated' | 'song.withdrawn',
  { artist_id, song_id }: SongKey,
): Promise<void> {
  const song = await selectSongs(tx)
    .where('songs.artist_id', '=', artist_id)
    .where('songs.song_id', '=', song_id)
    .select(['audio.n', 'audio.path', 'audio.playlists'])
    .executeTakeFirstOrThrow()
  const { owner_user_id, title, genre, explicit, release_at, released_at, artwork_path } = song
  const { duration_ms, loudness_lufs, n, path, playlists } = song
  if (n === null || path === null || playlists === null || duration_ms === null || loudness_lufs === null) {
    throw new Error(`Song ${song_id} has no audio`)
  }
  const credits = await creditsOf(tx, [song])
  await emit(tx, type, {
    aggregate_id: song_id,
    aggregate_version: song.version,
    data: {
      song_id,
      owner_user_id,
      title,
      artists: credits(song),
      album: null,
      genre,
      explicit,
      release_at: release_at?.toISOString() ?? null,
      released_at: released_at?.toISOString() ?? null,
      duration_ms,
      loudness_lufs,
      artwork_path,
      audio: { version: n, path, playlists },
    },
  })
}
