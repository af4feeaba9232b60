import { randomUUIDv7 } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import type { PlaylistRow, Tables } from '../db/tables.ts'
import { keysBetween } from '../rules/position-keys.ts'
import type { Neighbours } from './neighbours.ts'

export interface InsertedItem {
  readonly item_id: string
  readonly song_id: string
  readonly position_key: string
}

/** Puts songs between two neighbours, in order, as new items. */
export async function insertItems(
  tx: Transaction<Tables>,
  { owner_id, playlist_id }: Pick<PlaylistRow, 'owner_id' | 'playlist_id'>,
  song_ids: readonly string[],
  { lower, upper }: Neighbours,
  { added_by, added_at }: { readonly added_by: string; readonly added_at: Date },
): Promise<InsertedItem[]> {
  const keys = keysBetween(lower, upper, song_ids.length)
  const items = keys.flatMap((position_key, index) => {
    const song_id = song_ids[index]
    return song_id === undefined ? [] : [{ item_id: randomUUIDv7(), song_id, position_key }]
  })
  await sql`
    insert into playlist_items (owner_id, playlist_id, item_id, position_key, song_id, added_by, added_at)
    select ${owner_id}::uuid, ${playlist_id}::uuid, item_id, position_key, song_id, ${added_by}::uuid, ${added_at}::timestamptz
    from unnest(${items.map((item) => item.item_id)}::uuid[], ${items.map((item) => item.position_key)}::text[], ${items.map((item) => item.song_id)}::uuid[])
      as new (item_id, position_key, song_id)`.execute(tx)
  return items
}
