import { emit } from '@segue/messaging'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { NamedPlaylist } from './find-playlist.ts'

type Changed = Partial<Pick<NamedPlaylist, 'name' | 'description' | 'visibility' | 'collaborative' | 'item_count' | 'last_key' | 'keys_epoch'>>

/** Gives a locked playlist its next version and announces it; answers what it is now. */
export async function saveChange(tx: Transaction<Tables>, playlist: NamedPlaylist, changed: Changed): Promise<NamedPlaylist> {
  const { owner_id, playlist_id } = playlist
  const set = { ...changed, version: playlist.version + 1, updated_at: new Date() }
  await tx.updateTable('playlists').set(set).where('owner_id', '=', owner_id).where('playlist_id', '=', playlist_id).execute()
  const saved = { ...playlist, ...set }
  await emit(tx, 'playlist.updated', announcementOf(saved))
  return saved
}

/** What other services hear of a playlist. */
export function announcementOf({ playlist_id, owner_id, owner_name, name, description, visibility, item_count, version }: NamedPlaylist) {
  const data = { playlist_id, owner_user_id: owner_id, owner_name, name, description, visibility, item_count }
  return { aggregate_id: playlist_id, aggregate_version: version, data }
}
