import type { PlaylistItem } from '@segue/contracts'
import { decodeCursor, encodeCursor } from '@segue/database'
import { refuse } from '@segue/service'
import type { Kysely } from 'kysely'
import type { PlaylistRow, Tables } from '../db/tables.ts'
import { songView } from './songs.ts'

export interface Page {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly mediaUrl: string
}

export interface ItemPage {
  readonly items: PlaylistItem[]
  readonly next_cursor: string | null
}

interface Place {
  readonly position_key: string
  readonly position: number
}

const start: Place = { position_key: '', position: 0 }

/**
 * A page of items in order. A cursor goes on behind the item that ended its page, wherever items came or went since; the
 * position is counted on from there, so that no page costs more than another.
 */
export async function listItems(db: Kysely<Tables>, playlist: PlaylistRow, { limit, cursor, mediaUrl }: Page): Promise<ItemPage> {
  const from = cursor === undefined ? start : await placeOf(db, playlist, cursor)
  const { owner_id, playlist_id } = playlist
  const rows = await db
    .selectFrom('playlist_items as item')
    .leftJoin('songs', 'songs.song_id', 'item.song_id')
    .leftJoin('users', 'users.user_id', 'item.added_by')
    .select(['item.item_id', 'item.song_id', 'item.position_key', 'item.added_by', 'item.added_at', 'songs.card', 'songs.available', 'users.display_name'])
    .where('item.owner_id', '=', owner_id)
    .where('item.playlist_id', '=', playlist_id)
    .where('item.removed_at', 'is', null)
    .where('item.position_key', '>', from.position_key)
    .orderBy('item.position_key')
    .limit(limit + 1)
    .execute()
  const items = rows.slice(0, limit).map((row, index) => ({
    id: row.item_id,
    song: songView(row.song_id, row.card, row.available ?? false, mediaUrl),
    added_by: { id: row.added_by, display_name: row.display_name ?? '' },
    added_at: row.added_at.toISOString(),
    position: from.position + index,
  }))
  const last = rows[limit - 1]
  const more = rows.length > limit && last !== undefined
  const next_cursor = more ? encodeCursor([playlist_id, playlist.keys_epoch, last.item_id, last.position_key, from.position + limit]) : null
  return { items, next_cursor }
}

async function placeOf(db: Kysely<Tables>, { owner_id, playlist_id, keys_epoch }: PlaylistRow, cursor: string): Promise<Place> {
  const [of, epoch, item_id, position_key, position] = decodeCursor(cursor, ['uuid', 'number', 'uuid', 'string', 'number']) ?? []
  if (of !== playlist_id || item_id === undefined || position_key === undefined || position === undefined) throw refuse('invalid_cursor')
  if (epoch === keys_epoch) return { position_key, position }
  // All keys were made anew since: the item that ended the page knows its new one.
  const item = await db
    .selectFrom('playlist_items')
    .select('position_key')
    .where('owner_id', '=', owner_id)
    .where('playlist_id', '=', playlist_id)
    .where('item_id', '=', item_id)
    .executeTakeFirst()
  if (item === undefined) throw refuse('invalid_cursor')
  return { position_key: item.position_key, position }
}
