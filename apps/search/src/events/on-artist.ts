import type { EventOf } from '@segue/contracts'
import type { Changes } from '@segue/search-index'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { indexSongs } from '../queries/index-songs.ts'
import { lockArtists } from '../queries/lock-artists.ts'
import { rankArtists } from '../queries/rank-artists.ts'
import { artistDocument } from '../rules/documents.ts'

/** The artist is found by the new name, and so are the songs. */
export async function onArtist(tx: Transaction<Tables>, event: EventOf<'artist.created' | 'artist.updated'>): Promise<readonly Changes[]> {
  const { aggregate_id, aggregate_version, data } = event
  await lockArtists(tx, [aggregate_id])
  // The same version again is a rebuild.
  const artist = await tx
    .updateTable('artists')
    .set({ version: aggregate_version, snapshot: JSON.stringify(data) })
    .where('artist_id', '=', aggregate_id)
    .where('version', '<=', aggregate_version)
    .returning('artist_id')
    .executeTakeFirst()
  if (artist === undefined) return []
  return [{ upserts: [artistDocument(data, aggregate_version)] }, await rankArtists(tx, [aggregate_id]), await renamedSongs(tx, aggregate_id)]
}

async function renamedSongs(tx: Transaction<Tables>, artist_id: string): Promise<Changes> {
  const songs = await tx
    .selectFrom('songs')
    .select('song_id')
    .where('artist_ids', '@>', sql<string[]>`array[${artist_id}]::uuid[]`)
    .orderBy('song_id')
    .forUpdate()
    .execute()
  if (songs.length === 0) return {}
  const renamed = await tx
    .updateTable('songs')
    .set((is) => ({ revision: is('revision', '+', 1) }))
    .where('song_id', '=', sql<string>`any (${songs.map(({ song_id }) => song_id)}::uuid[])`)
    .returningAll()
    .execute()
  return indexSongs(tx, renamed)
}
