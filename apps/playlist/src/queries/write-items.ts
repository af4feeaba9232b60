import { randomUUIDv7 } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { PlaylistRow, Tables } from '../db/tables.ts'

type Of = Pick<PlaylistRow, 'owner_id' | 'playlist_id'>

export interface NewItem {
  readonly song_id: string
  readonly position_key: string
}

export interface Adding {
  readonly added_by: string
  readonly added_at: Date
}

/** Adds items; answers them with their ids, in the same order. */
export async function insertItems(tx: Transaction<Tables>, { owner_id, playlist_id }: Of, items: readonly NewItem[], { added_by, added_at }: Adding): Promise<(NewItem & { readonly item_id: string })[]> {
  const added = items.map((item) => ({ ...item, item_id: randomUUIDv7() }))
  if (added.length === 0) return added
  await sql`
    insert into playlist_items (owner_id, playlist_id, item_id, position_key, song_id, added_by, added_at)
    select ${owner_id}::uuid, ${playlist_id}::uuid, item_id, position_key, song_id, ${added_by}::uuid, ${added_at}::timestamptz
    from unnest(${added.map(({ item_id }) => item_id)}::uuid[], ${added.map(({ position_key }) => position_key)}::text[], ${added.map(({ song_id }) => song_id)}::uuid[])
      as added (item_id, position_key, song_id)`.execute(tx)
  return added
}

/** Gives items other places. */
export async function moveItems(tx: Transaction<Tables>, { owner_id, playlist_id }: Of, moved: readonly { readonly item_id: string; readonly position_key: string }[]): Promise<void> {
  if (moved.length === 0) return
  await sql`
    update playlist_items set position_key = moved.position_key
    from unnest(${moved.map(({ item_id }) => item_id)}::uuid[], ${moved.map(({ position_key }) => position_key)}::text[]) as moved (item_id, position_key)
    where owner_id = ${owner_id} and playlist_id = ${playlist_id} and playlist_items.item_id = moved.item_id`.execute(tx)
}

/** Leaves tombstones of items in their places. */
export async function removeItems(tx: Transaction<Tables>, { owner_id, playlist_id }: Of, item_ids: readonly string[], removed_at: Date): Promise<void> {
  if (item_ids.length === 0) return
  await sql`
    update playlist_items set removed_at = ${removed_at}
    where owner_id = ${owner_id} and playlist_id = ${playlist_id} and item_id = any(${item_ids}::uuid[])`.execute(tx)
}
