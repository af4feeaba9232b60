import type { BodyOf, editItems } from '@segue/contracts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from './db/tables.ts'
import type { NamedPlaylist } from './queries/find-playlist.ts'
import { insertItems } from './queries/insert-items.ts'
import { atEnd, before, type Neighbours } from './queries/neighbours.ts'
import { keysBetween, lastOf } from './rules/position-keys.ts'

export type ItemOperation = BodyOf<typeof editItems>['operations'][number]

export interface Edited {
  readonly item_count: number
  /** Whether anything is different from before. */
  readonly changed: boolean
  /** Position keys that were made. */
  readonly made: readonly string[]
}

interface KnownItem {
  /** The key just before, as it was before the edit. */
  readonly lower: string | null
  position_key: string
  removed: boolean
}

/**
 * Applies operations one after another to a locked playlist; null when one names an item that never was. What another
 * client removed is not moved or removed again, and stands for its old place where something goes before it.
 */
export async function applyEdits(
  tx: Transaction<Tables>,
  playlist: NamedPlaylist,
  operations: readonly ItemOperation[],
  adding: { readonly added_by: string; readonly added_at: Date },
): Promise<Edited | null> {
  const items = await mentioned(tx, playlist, operations)
  if (items === null) return null
  const made: string[] = []
  let { item_count } = playlist
  let changed = false

  for (const run of runsOfInserts(operations)) {
    const place = async (): Promise<Neighbours> => {
      const item = run.before === null ? undefined : items.get(run.before)
      if (item === undefined) return atEnd(lastOf(playlist.last_key, made))
      return made.length === 0 ? { lower: item.lower, upper: item.position_key } : before(tx, playlist, item.position_key)
    }
    if (run.op === 'insert') {
      const inserted = await insertItems(tx, playlist, run.song_ids, await place(), adding)
      made.push(...inserted.map(({ position_key }) => position_key))
      item_count += inserted.length
      changed = true
      continue
    }
    const item = items.get(run.item_id)
    if (item === undefined || item.removed) continue
    if (run.op === 'remove') {
      await tx.updateTable('playlist_items').set({ removed_at: adding.added_at }).where(is(playlist, run.item_id)).execute()
      item.removed = true
      item_count--
      changed = true
    } else if (run.before !== run.item_id) {
      const { lower, upper } = await place()
      const [position_key] = lower === item.position_key ? [] : keysBetween(lower, upper, 1)
      if (position_key === undefined) continue
      await tx.updateTable('playlist_items').set({ position_key }).where(is(playlist, run.item_id)).execute()
      item.position_key = position_key
      made.push(position_key)
      changed = true
    }
  }
  return { item_count, changed, made }
}

const is = ({ owner_id, playlist_id }: NamedPlaylist, item_id: string) => sql<boolean>`owner_id = ${owner_id} and playlist_id = ${playlist_id} and item_id = ${item_id}`

type Run =
  | { readonly op: 'insert'; readonly song_ids: string[]; readonly before: string | null }
  | { readonly op: 'remove' | 'move'; readonly item_id: string; readonly before: string | null }

/** Inserts at one place that follow each other are one statement. */
export function runsOfInserts(operations: readonly ItemOperation[]): Run[] {
  const runs: Run[] = []
  for (const operation of operations) {
    const at = 'before_item_id' in operation ? (operation.before_item_id?.toLowerCase() ?? null) : null
    const last = runs.at(-1)
    if (operation.op !== 'insert') runs.push({ op: operation.op, item_id: operation.item_id.toLowerCase(), before: at })
    else if (last?.op === 'insert' && last.before === at) last.song_ids.push(operation.song_id)
    else runs.push({ op: 'insert', song_ids: [operation.song_id], before: at })
  }
  return runs
}

/** Every item that the operations name; null when one never was. */
async function mentioned(tx: Transaction<Tables>, { owner_id, playlist_id }: NamedPlaylist, operations: readonly ItemOperation[]): Promise<Map<string, KnownItem> | null> {
  const ids = new Set(
    operations.flatMap((operation) => [
      ...('item_id' in operation ? [operation.item_id.toLowerCase()] : []),
      ...('before_item_id' in operation && operation.before_item_id ? [operation.before_item_id.toLowerCase()] : []),
    ]),
  )
  if (ids.size === 0) return new Map()
  const { rows } = await sql<KnownItem & { item_id: string }>`
    select item_id, position_key, removed_at is not null as removed, (
      select max(position_key) from playlist_items
      where owner_id = ${owner_id} and playlist_id = ${playlist_id} and position_key < item.position_key
    ) as lower
    from playlist_items as item
    where owner_id = ${owner_id} and playlist_id = ${playlist_id} and item_id = any(${[...ids]}::uuid[])`.execute(tx)
  return rows.length === ids.size ? new Map(rows.map(({ item_id, ...item }) => [item_id, item])) : null
}
