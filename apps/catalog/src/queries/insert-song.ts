import type { SongForm } from '@segue/contracts'
import type { Refusal } from '@segue/service'
import type { Kysely, Transaction } from 'kysely'
import type { Static } from 'typebox'
import type { Tables } from '../db/tables.ts'
import { namesOf } from './artists.ts'
import { appendSongEvents } from './song-events.ts'
import type { SongKey } from './songs.ts'

export type SongFields = Static<typeof SongForm>

/** Refuses a song that names an album or a featured artist that does not exist. */
export async function checkSongFields(
  db: Kysely<Tables>,
  { album_id, featured_artist_ids = [] }: Pick<SongFields, 'album_id' | 'featured_artist_ids'>,
  refuse: (code: 'unknown_album' | 'unknown_artist') => Refusal,
): Promise<void> {
  if (album_id) throw refuse('unknown_album')
  const known = await namesOf(db, featured_artist_ids)
  if (!featured_artist_ids.every((id) => known.has(id.toLowerCase()))) throw refuse('unknown_artist')
}

/** A new song that waits for its bytes. */
export async function insertSong(tx: Transaction<Tables>, key: SongKey, fields: SongFields): Promise<void> {
  const { title, genre, explicit = false, release_at, featured_artist_ids = [] } = fields
  const featured = new Set(featured_artist_ids.map((id) => id.toLowerCase()))
  featured.delete(key.artist_id)
  await tx.insertInto('song_artists').values(key).execute()
  await tx
    .insertInto('songs')
    .values({
      ...key,
      title,
      genre,
      explicit,
      featured_artist_ids: [...featured],
      status: 'awaiting_upload',
      visibility: null,
      failure_code: null,
      failure_message: null,
      release_at: release_at ? new Date(release_at) : null,
      released_at: null,
      audio_version: null,
      artwork_path: null,
    })
    .execute()
  await appendSongEvents(tx, key, [{ type: 'status', data: { status: 'awaiting_upload' } }])
}
