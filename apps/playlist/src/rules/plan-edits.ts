import type { BodyOf, editItems } from '@segue/contracts'
import { keysBetween, lastOf } from './position-keys.ts'

export type ItemOperation = BodyOf<typeof editItems>['operations'][number]

/** An item as an edit finds it. */
export interface KnownItem {
  readonly position_key: string
  /** The key just before its own, of a removed item too; null for the first. */
  readonly lower: string | null
  readonly removed: boolean
}

/** What is to be written; nothing at all when the edit changes nothing. */
export interface EditPlan {
  readonly moved: readonly { readonly item_id: string; readonly position_key: string }[]
  readonly removed: readonly string[]
  readonly inserted: readonly { readonly song_id: string; readonly position_key: string }[]
  /** Every position key that was made. */
  readonly made: readonly string[]
}

/**
 * What operations, one after another, do to a playlist of which only the items that they name are known. What another
 * client removed is not moved or removed again, and stands for its old place where something goes before it. A place that
 * an item left counts as taken until the edit is written, which costs nothing and needs no second look at the list.
 */
export function planEdits(known: ReadonlyMap<string, KnownItem>, last_key: string | null, operations: readonly ItemOperation[]): EditPlan {
  const items = new Map(known)
  const made: string[] = []
  const moved = new Map<string, string>()
  const removed: string[] = []
  const inserted: { song_id: string; position_key: string }[] = []

  const isPresent = (item_id: string) => items.get(item_id)?.removed === false
  const placeBefore = (item: KnownItem | undefined) =>
    item === undefined
      ? { lower: lastOf(last_key, made), upper: null }
      : { lower: lastOf(item.lower, made.filter((key) => key < item.position_key)), upper: item.position_key }

  for (const step of stepsOf(operations)) {
    if (step.op === 'remove') {
      const item = items.get(step.item_id)
      if (item === undefined || item.removed) continue
      items.set(step.item_id, { ...item, removed: true })
      removed.push(step.item_id)
      continue
    }
    const puts = step.puts.filter((put) => 'song_id' in put || (isPresent(put.item_id) && put.item_id !== step.before))
    const [first] = puts
    let { lower, upper } = placeBefore(step.before === null ? undefined : items.get(step.before))
    const isThere = puts.length === 1 && first !== undefined && 'item_id' in first && items.get(first.item_id)?.position_key === lower
    if (first === undefined || isThere) continue
    for (const [index, position_key] of keysBetween(lower, upper, puts.length).entries()) {
      const put = puts[index]
      if (put === undefined) continue
      if ('song_id' in put) inserted.push({ song_id: put.song_id, position_key })
      else {
        items.set(put.item_id, { position_key, lower, removed: false })
        moved.set(put.item_id, position_key)
      }
      made.push(position_key)
      lower = position_key
    }
  }
  return { moved: [...moved].map(([item_id, position_key]) => ({ item_id, position_key })), removed, inserted, made }
}

/** Every item that operations name. */
export const itemsNamed = (operations: readonly ItemOperation[]): string[] => [
  ...new Set(operations.flatMap((operation) => [itemOf(operation), beforeOf(operation)]).filter((id) => id !== null)),
]

// Ids are compared as text, and PostgreSQL spells a UUID in lower case.
const itemOf = (operation: ItemOperation): string | null => ('item_id' in operation ? operation.item_id.toLowerCase() : null)
const beforeOf = (operation: ItemOperation): string | null => ('before_item_id' in operation ? (operation.before_item_id?.toLowerCase() ?? null) : null)

type Put = { readonly item_id: string } | { readonly song_id: string }
type Step = { readonly op: 'remove'; readonly item_id: string } | { readonly op: 'put'; readonly before: string | null; readonly puts: Put[] }

/** What goes to one place in a row is one step, so that its keys are made together and stay short. */
function stepsOf(operations: readonly ItemOperation[]): Step[] {
  const steps: Step[] = []
  for (const operation of operations) {
    if (operation.op === 'remove') {
      steps.push({ op: 'remove', item_id: operation.item_id.toLowerCase() })
      continue
    }
    const before = beforeOf(operation)
    const put: Put = operation.op === 'insert' ? { song_id: operation.song_id.toLowerCase() } : { item_id: operation.item_id.toLowerCase() }
    const last = steps.at(-1)
    const again = last?.op === 'put' && last.before === before && !last.puts.some((other) => 'item_id' in other && 'item_id' in put && other.item_id === put.item_id)
    if (again) last.puts.push(put)
    else steps.push({ op: 'put', before, puts: [put] })
  }
  return steps
}
