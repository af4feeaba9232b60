import { sql, type Transaction } from 'kysely'
import type { PlaylistRow, Tables } from '../db/tables.ts'

/** Position keys on both sides of a place, of removed items too, null at either end: nothing lies between them. */
export interface Neighbours {
  readonly lower: string | null
  readonly upper: string | null
}

type Locked = Pick<PlaylistRow, 'owner_id' | 'playlist_id' | 'item_count' | 'last_key'>

const of = ({ owner_id, playlist_id }: Locked) => sql`owner_id = ${owner_id} and playlist_id = ${playlist_id}`

const atEnd = (last_key: string | null): Neighbours => ({ lower: last_key, upper: null })

/**
 * The place at a position counted from 0; past the end it is the end. Counts along the index from the nearer end, so the
 * middle of 10,000 items costs 5,000 steps; a counter that is always right would cost every other edit more.
 */
export async function atPosition(tx: Transaction<Tables>, playlist: Locked, position: number): Promise<Neighbours> {
  const behind = playlist.item_count - 1 - position
  if (behind < 0) return atEnd(playlist.last_key)
  const [direction, steps] = position <= behind ? [sql`asc`, position] : [sql`desc`, behind]
  const { rows: [found] } = await sql<Neighbours>`
    with there as (
      select position_key from playlist_items where ${of(playlist)} and removed_at is null
      order by position_key ${direction} offset ${steps} limit 1
    )
    select position_key as upper, (select max(position_key) from playlist_items where ${of(playlist)} and position_key < there.position_key) as lower
    from there`.execute(tx)
  return found ?? atEnd(playlist.last_key)
}
