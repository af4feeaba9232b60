import type { Artist } from '@segue/contracts'
import type { Announcement } from '@segue/messaging'
import type { Kysely, Selectable } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type ArtistRow = Selectable<Tables['artists']>

/** The artist that this account is. */
export function findOwnArtist(db: Kysely<Tables>, user_id: string): Promise<ArtistRow | undefined> {
  return db
    .selectFrom('artist_owners')
    .innerJoin('artists', 'artists.artist_id', 'artist_owners.artist_id')
    .where('artist_owners.user_id', '=', user_id)
    .selectAll('artists')
    .executeTakeFirst()
}

export const findArtist = (db: Kysely<Tables>, artist_id: string): Promise<ArtistRow | undefined> =>
  db.selectFrom('artists').where('artist_id', '=', artist_id).selectAll().executeTakeFirst()

/** Names by id of those artists that exist. */
export async function namesOf(db: Kysely<Tables>, artist_ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (artist_ids.length === 0) return new Map()
  const rows = await db.selectFrom('artists').where('artist_id', 'in', [...new Set(artist_ids)]).select(['artist_id', 'name']).execute()
  return new Map(rows.map(({ artist_id, name }) => [artist_id, name]))
}

export const presentArtist = ({ artist_id, name, genres, image_path, country, bio, created_at }: ArtistRow, mediaUrl: string): Artist => ({
  id: artist_id,
  name,
  genres,
  image_url: mediaAddress(mediaUrl, image_path),
  country,
  bio,
  created_at: created_at.toISOString(),
})

/** Where clients find what lies at `path`. */
export const mediaAddress = (mediaUrl: string, path: string | null): string | null => (path === null ? null : `${mediaUrl}/${path}`)

/** What others hear of an artist. */
export const artistAnnouncement = ({ artist_id, version, owner_user_id, name, genres, country, image_path }: ArtistRow): Announcement<'artist.updated'> => ({
  aggregate_id: artist_id,
  aggregate_version: version,
  data: { artist_id, owner_user_id, name, genres, country, image_path },
})
