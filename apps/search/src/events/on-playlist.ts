import type { EventOf } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { Context } from '../context.ts'
import type { PlaylistSnapshot, Tables } from '../db/tables.ts'
import { playlistDocument } from '../rules/documents.ts'

interface Change {
  readonly playlist_id: string
  readonly version: number
  /** Null when the playlist is not to be found. */
  readonly snapshot: PlaylistSnapshot | null
}

/** A public playlist is found, a private one is not. */
export const onPlaylist =
  (context: Pick<Context, 'index'>) =>
  (tx: Transaction<Tables>, { aggregate_id, aggregate_version, data }: EventOf<'playlist.created' | 'playlist.updated'>): Promise<void> =>
    change(tx, context, { playlist_id: aggregate_id, version: aggregate_version, snapshot: data.visibility === 'public' ? data : null })

export const onPlaylistDeleted =
  (context: Pick<Context, 'index'>) =>
  (tx: Transaction<Tables>, { aggregate_id, aggregate_version }: EventOf<'playlist.deleted'>): Promise<void> =>
    change(tx, context, { playlist_id: aggregate_id, version: aggregate_version, snapshot: null })

async function change(tx: Transaction<Tables>, { index }: Pick<Context, 'index'>, { playlist_id, version, snapshot }: Change): Promise<void> {
  const stored = { version, snapshot: snapshot === null ? null : JSON.stringify(snapshot) }
  // The same version again is a rebuild, as with songs.
  const playlist = await tx
    .insertInto('playlists')
    .values({ playlist_id, ...stored })
    .onConflict((conflict) => conflict.column('playlist_id').doUpdateSet(stored).where('playlists.version', '<=', version))
    .returning('playlist_id')
    .executeTakeFirst()
  if (playlist === undefined) return
  if (snapshot === null) await index.remove([{ type: 'playlist', id: playlist_id, version }])
  else await index.upsert([playlistDocument(snapshot, version)])
}
