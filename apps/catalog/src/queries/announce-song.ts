import type { SongCard } from '@segue/contracts'
import { emit, type Announcement } from '@segue/messaging'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { songPath } from '../uploads/start-processing.ts'
import { creditsOf, selectSongs, type SongKey } from './songs.ts'

/** Songs with all that others hear of them. */
export const selectAnnounced = (db: Kysely<Tables>) => selectSongs(db).select(['audio.n', 'audio.path', 'audio.playlists'])

export type AnnouncedSong = Awaited<ReturnType<ReturnType<typeof selectAnnounced>['executeTakeFirstOrThrow']>>

/** Announces a processed song as it stands now in this transaction, under its version. */
export async function announceSong(
  tx: Transaction<Tables>,
  type: 'song.scheduled' | 'song.published' | 'song.updated' | 'song.withdrawn',
  { artist_id, song_id }: SongKey,
): Promise<void> {
  const song = await selectAnnounced(tx).where('songs.artist_id', '=', artist_id).where('songs.song_id', '=', song_id).executeTakeFirstOrThrow()
  const credits = await creditsOf(tx, [song])
  await emit(tx, type, songAnnouncement(song, credits(song)))
}

/** What others hear of a processed song. */
export function songAnnouncement(song: AnnouncedSong, artists: SongCard['artists']): Announcement<'song.published'> {
  const { song_id, owner_user_id, title, genre, explicit, release_at, released_at, artwork_path } = song
  const { duration_ms, loudness_lufs, n, path, playlists } = song
  if (n === null || path === null || playlists === null || duration_ms === null || loudness_lufs === null) {
    throw new Error(`Song ${song_id} has no audio`)
  }
  return {
    aggregate_id: song_id,
    aggregate_version: song.version,
    data: {
      song_id,
      owner_user_id,
      title,
      artists,
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
  }
}

/** What others hear of a song that is gone. */
export const deletionAnnouncement = ({ artist_id, song_id, version }: SongKey & { readonly version: number }): Announcement<'song.deleted'> => ({
  aggregate_id: song_id,
  aggregate_version: version,
  data: { song_id, path: songPath(artist_id, song_id) },
})
