import type { EventOf } from '@segue/contracts'
import type { Context } from '../context.ts'
import { playlistDocument } from '../rules/documents.ts'

/** A public playlist is found, a private one is not. The index itself knows which version is the newest. */
export const onPlaylist =
  ({ index }: Pick<Context, 'index'>) =>
  (_: unknown, { aggregate_id, aggregate_version, data }: EventOf<'playlist.created' | 'playlist.updated'>): Promise<void> =>
    data.visibility === 'public'
      ? index.upsert([playlistDocument(data, aggregate_version)])
      : index.remove([{ type: 'playlist', id: aggregate_id, version: aggregate_version }])

export const onPlaylistDeleted =
  ({ index }: Pick<Context, 'index'>) =>
  (_: unknown, { aggregate_id, aggregate_version }: EventOf<'playlist.deleted'>): Promise<void> =>
    index.remove([{ type: 'playlist', id: aggregate_id, version: aggregate_version }])
