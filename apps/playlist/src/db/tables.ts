import type { PlaylistItem, SongCard } from '@segue/contracts'
import type { MessagingTables } from '@segue/messaging'
import type { ColumnType, Selectable } from 'kysely'

export interface Tables extends MessagingTables {
  /** The global index: where a playlist lies, written once and never changed. */
  playlist_owners: { playlist_id: string; owner_id: string }
  /** Its row is the lock of all its items. A deleted one stays as a tombstone without words. */
  playlists: {
    owner_id: string
    playlist_id: string
    name: string
    description: string | null
    visibility: 'private' | 'public'
    collaborative: boolean
    version: number
    item_count: number
    /** No item's position key lies behind it; null as long as there was no item. */
    last_key: string | null
    /** Grows when all position keys are made anew. */
    keys_epoch: number
    created_at: Date
    updated_at: Date
    deleted_at: Date | null
  }
  /**
   * Ordered by `position_key`. A removed item stays as a tombstone and keeps its place: it is
   * told from one that never was, and what another client puts before it goes where it stood.
   */
  playlist_items: {
    owner_id: string
    playlist_id: string
    item_id: string
    position_key: string
    song_id: string
    added_by: string
    added_at: Date
    removed_at: Date | null
  }
  /** Songs as the catalog last announced them; `card` is null once a song is deleted, its artwork relative to the media address. */
  songs: { song_id: string; version: number; available: boolean; card: ColumnType<SongCard | null, string | null, string | null> }
  users: { user_id: string; version: number; display_name: string }
}

export type PlaylistRow = Selectable<Tables['playlists']>

export type PlaylistItemSong = PlaylistItem['song']
