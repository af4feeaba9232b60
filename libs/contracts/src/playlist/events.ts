import { Type } from 'typebox'
import { event } from '../event.ts'
import { Id, Nullable } from '../fields.ts'
import { PlaylistVisibility } from './models.ts'

const PlaylistSnapshot = Type.Object({
  playlist_id: Id,
  owner_user_id: Id,
  owner_name: Type.String(),
  name: Type.String(),
  description: Nullable(Type.String()),
  visibility: PlaylistVisibility,
  item_count: Type.Integer(),
})

export const playlistEvents = {
  'playlist.created': event('aggregate: the playlist', PlaylistSnapshot),
  'playlist.updated': event('Details or items changed; aggregate: the playlist', PlaylistSnapshot),
  'playlist.deleted': event('aggregate: the playlist', Type.Object({ playlist_id: Id })),
} as const
