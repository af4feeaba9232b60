import { sql, type Transaction } from 'kysely'
import type { PlaylistRow, Tables } from '../db/tables.ts'
import type { KnownItem } from '../rules/plan-edits.ts'

/** Items of a playlist by id, removed ones too; null when one of them never was. */
export async function knownItems(
  tx: Transaction<Tables>,
  { owner_id, playlist_id }: Pick<PlaylistRow, 'owner_id' | 'playlist_id'>,
  item_ids: readonly string[],
): Promise<Map<string, KnownItem> | null> {
  if (item_ids.length === 0) return new Map()
  const { rows } = await sql<KnownItem & { item_id: string }>`
    select item_id, position_key, removed_at is not null as removed, (
      select max(position_key) from playlist_items
      where owner_id = ${owner_id} and playlist_id = ${playlist_id} and position_key < item.position_key
    ) as lower
    from playlist_items as item
    where owner_id = ${owner_id} and playlist_id = ${playlist_id} and item_id = any(${item_ids}::uuid[])`.execute(tx)
  return rows.length === item_ids.length ? new Map(rows.map(({ item_id, ...item }) => [item_id, item])) : null
}
