import type { Transaction } from 'kysely'
import type { PlaylistRow, Tables } from '../db/tables.ts'
import { keysBetween, lastOf, tooLong } from '../rules/position-keys.ts'
import { moveItems } from './write-items.ts'

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
  const renewed = items.flatMap(({ item_id }, index) => (keys[index] === undefined ? [] : [{ item_id, position_key: keys[index] }]))
  await moveItems(tx, { owner_id, playlist_id }, renewed)
  return { last_key: lastOf(null, keys), keys_epoch: keys_epoch + 1 }
}
