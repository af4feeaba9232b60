import { Type } from 'typebox'
import { Closed, Cursor, CursorList, Id, Limit, Line, Nullable, Text } from '../fields.ts'
import { operation } from '../operation.ts'
import { Playlist, PlaylistItem, PlaylistVisibility } from './models.ts'

const PlaylistParams = Type.Object({ playlist_id: Id })
const playlist_not_found = [404, 'There is no such playlist'] as const
const not_your_playlist = [403, 'Only its owner, or a collaborator, may do that'] as const
const song_not_found = [404, 'There is no such song'] as const
const stale_version = [412, 'The playlist changed since'] as const
const playlist_full = [422, 'A playlist holds at most 10,000 items'] as const
const Edited = Type.Object({ version: Type.Integer(), items: Type.Array(PlaylistItem) })

export const listMyPlaylists = operation('listMyPlaylists', {
  method: 'GET',
  path: '/v1/users/me/playlists',
  summary: 'My playlists, last changed first',
  access: 'listener',
  query: Type.Object({ limit: Limit, cursor: Cursor }),
  reply: { status: 200, body: CursorList(Playlist) },
})

export const createPlaylist = operation('createPlaylist', {
  method: 'POST',
  path: '/v1/playlists',
  summary: 'Make a playlist',
  access: 'listener',
  body: Closed({
    name: Line(120),
    description: Type.Optional(Nullable(Text(2000))),
    visibility: Type.Optional(PlaylistVisibility),
    collaborative: Type.Optional(Type.Boolean()),
  }),
  reply: { status: 201, body: Playlist },
})

export const getPlaylist = operation('getPlaylist', {
  method: 'GET',
  path: '/v1/playlists/:playlist_id',
  summary: 'A playlist with its first page of items',
  description: 'The `ETag` is the version. A private playlist is 404 to others.',
  access: 'anyone',
  params: PlaylistParams,
  reply: { status: 200, body: Type.Object({ ...Playlist.properties, items: Type.Array(PlaylistItem), next_cursor: Nullable(Type.String()) }) },
  refusals: { playlist_not_found },
})

export const updatePlaylist = operation('updatePlaylist', {
  method: 'PATCH',
  path: '/v1/playlists/:playlist_id',
  summary: 'Rename, describe, publish or hide',
  access: 'listener',
  params: PlaylistParams,
  body: Closed({
    name: Type.Optional(Line(120)),
    description: Type.Optional(Nullable(Text(2000))),
    visibility: Type.Optional(PlaylistVisibility),
    collaborative: Type.Optional(Type.Boolean()),
  }),
  reply: { status: 200, body: Playlist },
  refusals: { playlist_not_found, not_your_playlist, stale_version },
})

export const deletePlaylist = operation('deletePlaylist', {
  method: 'DELETE',
  path: '/v1/playlists/:playlist_id',
  summary: 'Delete a playlist; twice is once',
  access: 'listener',
  params: PlaylistParams,
  reply: { status: 204 },
  refusals: { playlist_not_found, not_your_playlist, stale_version },
})

export const listPlaylistItems = operation('listPlaylistItems', {
  method: 'GET',
  path: '/v1/playlists/:playlist_id/items',
  summary: 'Items in order',
  access: 'anyone',
  params: PlaylistParams,
  query: Type.Object({ limit: Limit, cursor: Cursor }),
  reply: { status: 200, body: CursorList(PlaylistItem) },
  refusals: { playlist_not_found },
})

export const addSongs = operation('addSongs', {
  method: 'PUT',
  path: '/v1/playlists/:playlist_id/songs',
  summary: 'Add songs at the end or at a position',
  description: '`items` are the ones added, in order. A song may stand in a playlist more than once: use an idempotency key to repeat safely.',
  access: 'listener',
  params: PlaylistParams,
  body: Closed({
    song_ids: Type.Array(Id, { minItems: 1, maxItems: 500 }),
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  }),
  reply: { status: 200, body: Edited },
  refusals: { playlist_not_found, not_your_playlist, song_not_found, stale_version, playlist_full },
})

export const removeSong = operation('removeSong', {
  method: 'DELETE',
  path: '/v1/playlists/:playlist_id/songs/:song_id',
  summary: 'Remove every occurrence of a song; twice is once',
  access: 'listener',
  params: Type.Object({ playlist_id: Id, song_id: Id }),
  reply: { status: 204 },
  refusals: { playlist_not_found, not_your_playlist, stale_version },
})

const BeforeItem = Type.Optional(Nullable(Id))
export const ItemOperation = Type.Union([
  Closed({ op: Type.Literal('move'), item_id: Id, before_item_id: BeforeItem }),
  Closed({ op: Type.Literal('remove'), item_id: Id }),
  Closed({ op: Type.Literal('insert'), song_id: Id, before_item_id: BeforeItem }),
])

export const editItems = operation('editItems', {
  method: 'PATCH',
  path: '/v1/playlists/:playlist_id/items',
  summary: 'Move, insert and remove in one atomic edit',
  description:
    'No `before_item_id`, or null, means the end. Without `If-Match`, edits by item id merge: moving or removing what another client removed changes nothing. With a stale `If-Match`, 412 and nothing changes. `items` is the first page after the edit.',
  access: 'listener',
  params: PlaylistParams,
  body: Closed({ operations: Type.Array(ItemOperation, { minItems: 1, maxItems: 500 }) }),
  reply: { status: 200, body: Edited },
  refusals: { playlist_not_found, not_your_playlist, song_not_found, stale_version, playlist_full, item_not_found: [422, 'No item of that id was ever in this playlist'] },
})
