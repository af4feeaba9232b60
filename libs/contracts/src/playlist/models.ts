import { Type, type Static } from 'typebox'
import { SongCard } from '../catalog/models.ts'
import { Id, Nullable, OneOf, Timestamp } from '../fields.ts'

export const UserRef = Type.Object({ id: Id, display_name: Type.String() })
export const PlaylistVisibility = OneOf('private', 'public')

export const Playlist = Type.Object({
  id: Id,
  name: Type.String(),
  description: Nullable(Type.String()),
  visibility: PlaylistVisibility,
  collaborative: Type.Boolean(),
  owner: UserRef,
  version: Type.Integer({ description: 'Grows with every change; also the ETag' }),
  item_count: Type.Integer(),
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type Playlist = Static<typeof Playlist>

/** The item stays when its song vanishes: then `unavailable` is true. */
export const PlaylistItem = Type.Object({
  id: Id,
  song: Type.Object({ ...SongCard.properties, unavailable: Type.Boolean() }),
  added_by: UserRef,
  added_at: Timestamp,
  position: Type.Integer({ description: '0 is the first' }),
})
export type PlaylistItem = Static<typeof PlaylistItem>
