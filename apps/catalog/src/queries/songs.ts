import type { OwnSong, SongCard } from '@segue/contracts'
import { refuse } from '@segue/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { mediaAddress, namesOf } from './artists.ts'

/** A song's id with its distribution column. */
export interface SongKey {
  readonly artist_id: string
  readonly song_id: string
}

/** Songs that were not deleted, with what is known of the version that plays. */
export const selectSongs = (db: Kysely<Tables>) =>
  db
    .selectFrom('songs')
    .innerJoin('artists', 'artists.artist_id', 'songs.artist_id')
    .leftJoin('song_versions as audio', (join) =>
      join
        .onRef('audio.artist_id', '=', 'songs.artist_id')
        .onRef('audio.song_id', '=', 'songs.song_id')
        .onRef('audio.n', '=', 'songs.audio_version'),
    )
    .where('songs.status', '!=', 'deleted')
    .selectAll('songs')
    .select(['artists.owner_user_id', 'audio.duration_ms', 'audio.loudness_lufs', 'audio.tags'])

export type SongRow = Awaited<ReturnType<ReturnType<typeof selectSongs>['executeTakeFirstOrThrow']>>

export const findSong = (db: Kysely<Tables>, { artist_id, song_id }: SongKey): Promise<SongRow | undefined> =>
  selectSongs(db).where('songs.artist_id', '=', artist_id).where('songs.song_id', '=', song_id).executeTakeFirst()

/** Whose a song is; also of one that was deleted. */
export const findSongKey = (db: Kysely<Tables>, song_id: string): Promise<SongKey | undefined> =>
  db.selectFrom('song_artists').where('song_id', '=', song_id).select(['artist_id', 'song_id']).executeTakeFirst()

/** Who is credited: the owner first, then the featured artists. */
export async function creditsOf(
  db: Kysely<Tables>,
  songs: readonly (SongKey & { readonly featured_artist_ids: readonly string[] })[],
): Promise<(song: (typeof songs)[number]) => SongCard['artists']> {
  const names = await namesOf(db, songs.flatMap((song) => [song.artist_id, ...song.featured_artist_ids]))
  return (song) => [song.artist_id, ...song.featured_artist_ids].map((id) => ({ id, name: names.get(id) ?? '' }))
}

/** Songs as their artist sees them. */
export async function presentOwnSongs(db: Kysely<Tables>, rows: readonly SongRow[], mediaUrl: string): Promise<OwnSong[]> {
  const credits = await creditsOf(db, rows)
  return rows.map((row) => ({
    id: row.song_id,
    title: row.title,
    artists: credits(row),
    album: null,
    genre: row.genre,
    explicit: row.explicit,
    status: visibleStatus(row.status),
    visibility: row.visibility,
    failure: row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? '' },
    release_at: row.release_at?.toISOString() ?? null,
    released_at: row.released_at?.toISOString() ?? null,
    duration_ms: row.duration_ms,
    loudness_lufs: row.loudness_lufs,
    embedded_tags: row.tags,
    artwork_url: mediaAddress(mediaUrl, row.artwork_path),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }))
}

function visibleStatus(status: SongRow['status']): OwnSong['status'] {
  if (status === 'deleted') throw new Error('A deleted song has nothing to show')
  return status
}

/** One song as its artist sees it; 404 when it was deleted. */
export async function loadOwnSong(db: Kysely<Tables>, key: SongKey, mediaUrl: string): Promise<OwnSong> {
  const row = await findSong(db, key)
  const [song] = await presentOwnSongs(db, row === undefined ? [] : [row], mediaUrl)
  if (song === undefined) throw refuse('not_found')
  return song
}

/** What lists show of songs that can be heard. */
export async function presentCards(db: Kysely<Tables>, rows: readonly SongRow[], mediaUrl: string): Promise<SongCard[]> {
  const credits = await creditsOf(db, rows)
  return rows.map((row) => ({
    id: row.song_id,
    title: row.title,
    artists: credits(row),
    album: null,
    duration_ms: row.duration_ms ?? 0,
    genre: row.genre,
    explicit: row.explicit,
    artwork_url: mediaAddress(mediaUrl, row.artwork_path),
    released_at: row.released_at?.toISOString() ?? null,
  }))
}
