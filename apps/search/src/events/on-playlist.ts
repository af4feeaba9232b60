import type { EventOf } from '@segue/contracts'
import type { Changes } from '@segue/search-index'
import type { Transaction } from 'kysely'
import type { PlaylistSnapshot, Tables } from '../db/tables.ts'
import { playlistDocument } from '../rules/documents.ts'

interface Change {
  readonly playlist_id: string
  readonly version: number
  /** Null when the playlist is not to be found. */
  readonly snapshot: PlaylistSnapshot | null
}

type Told = EventOf<'playlist.created' | 'playlist.updated'>

/** A public playlist is found, a private one is not. */
export const onPlaylist = (tx: Transaction<Tables>, { aggregate_id, aggregate_version, data }: Told): Promise<readonly Changes[]> =>
  change(tx, { playlist_id: aggregate_id, version: aggregate_version, snapshot: data.visibility === 'public' ? data : null })

export const onPlaylistDeleted = (tx: Transaction<Tables>, event: EventOf<'playlist.deleted'>): Promise<readonly Changes[]> =>
  change(tx, { playlist_id: event.aggregate_id, version: event.aggregate_version, snapshot: null })

async function change(tx: Transaction<Tables>, { playlist_id, version, snapshot }: Change): Promise<readonly Changes[]> {
  const stored = { version, snapshot: snapshot === null ? null : JSON.stringify(snapshot) }
  // The same version again is a rebuild, as with songs.
  const playlist = await tx
    .insertInto('playlists')
    .values({ playlist_id, ...stored })
    .onConflict((conflict) => conflict.column('playlist_id').doUpdateSet(stored).where('playlists.version', '<=', version))
    .returning('playlist_id')
    .executeTakeFirst()
  if (playlist === undefined) return []
  return [snapshot === null ? { removals: [{ type: 'playlist', id: playlist_id, version }] } : { upserts: [playlistDocument(snapshot, version)] }]
}
