import type { Playlist } from '@segue/contracts'
import type { NamedPlaylist } from './find-playlist.ts'

/** A row as the API shows it. */
export const playlistView = (playlist: NamedPlaylist): Playlist => ({
  id: playlist.playlist_id,
  name: playlist.name,
  description: playlist.description,
  visibility: playlist.visibility,
  collaborative: playlist.collaborative,
  owner: { id: playlist.owner_id, display_name: playlist.owner_name },
  version: playlist.version,
  item_count: playlist.item_count,
  created_at: playlist.created_at.toISOString(),
  updated_at: playlist.updated_at.toISOString(),
})
