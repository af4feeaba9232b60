import { sql, type Transaction } from 'kysely'
import type { PlaylistRow, Tables } from '../db/tables.ts'
import { keysBetween, lastOf, tooLong } from '../rules/position-keys.ts'

type KeyState = Pick<PlaylistRow, 'last_key' | 'keys_epoch'>

/**
 * What a playlist notes of its position keys after some were made. If one of them grew too long, all items get short ones
 * in the order they have; those lie behind all old ones, so that no two are alike even while they change.
 */
export async function settleKeys(tx: Transaction<Tables>, { owner_id, playlist_id, last_key, keys_epoch }: PlaylistRow, made: readonly string[]): Promise<KeyState> {
  if (!made.some(tooLong)) return { last_key: lastOf(last_key, made), keys_epoch }
  const items = await tx
    .selectFrom('playlist_items')
    .select('item_id')
    .where('owner_id', '=', owner_id)
    .where('playlist_id', '=', playlist_id)
    .orderBy('position_key')
    .execute()
  const keys = keysBetween(lastOf(last_key, made), null, items.length)
  await sql`
    update playlist_items set position_key = renewed.position_key
    from unnest(${items.map(({ item_id }) => item_id)}::uuid[], ${keys}::text[]) as renewed (item_id, position_key)
    where owner_id = ${owner_id} and playlist_id = ${playlist_id} and playlist_items.item_id = renewed.item_id`.execute(tx)
  return { last_key: lastOf(null, keys), keys_epoch: keys_epoch + 1 }
}
