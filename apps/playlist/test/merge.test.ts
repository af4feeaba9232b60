import { addSongs, createPlaylist, editItems, getPlaylist } from '@segue/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { itemsNamed, planEdits, type ItemOperation, type KnownItem } from '../src/rules/plan-edits.ts'
import { keysBetween, lastOf } from '../src/rules/position-keys.ts'
import { playlistService } from './playlist-service.ts'

/** Operations name items by number: whatever was ever in the playlist, removed or not. */
const someItem = fc.nat({ max: 30 })
const place = fc.option(someItem, { nil: null })
const operation = fc.oneof(
  fc.record({ op: fc.constant('move' as const), item: someItem, before: place }),
  fc.record({ op: fc.constant('remove' as const), item: someItem }),
  fc.record({ op: fc.constant('insert' as const), song: fc.nat({ max: 3 }), before: place }),
)
const requests = fc.array(fc.array(operation, { minLength: 1, maxLength: 8 }), { maxLength: 6 })
type SomeOperation = typeof operation extends fc.Arbitrary<infer T> ? T : never

interface ModelItem {
  id: string
  readonly song_id: string
  removed: boolean
}

/** The playlist under test: answers every present item after an edit. */
type Edit = (operations: ItemOperation[]) => Promise<{ readonly id: string; readonly song_id: string }[]>

/** Holds a playlist against what the API promises, on a plain list in which removed items keep their place. */
async function compare(edits: SomeOperation[][], song_ids: readonly string[], list: ModelItem[], edit: Edit): Promise<void> {
  const ever = [...list]
  for (const wanted of edits) {
    // What a request inserts has no id before it is answered: operations name older items.
    const older = [...ever]
    const named = (n: number) => older[n % older.length] ?? raise()
    const songOf = (n: number) => song_ids[n] ?? raise()
    const beforeOf = (n: number | null) => (n === null ? null : named(n))
    const put = (item: ModelItem, before: ModelItem | null) => void list.splice(before === null ? list.length : list.indexOf(before), 0, item)
    const fresh: ModelItem[] = []
    for (const one of wanted) {
      if (one.op === 'insert') {
        const item = { id: 'new', song_id: songOf(one.song), removed: false }
        fresh.push(item)
        put(item, beforeOf(one.before))
        continue
      }
      const item = named(one.item)
      if (item.removed || (one.op === 'move' && item === beforeOf(one.before))) continue
      if (one.op === 'remove') item.removed = true
      else {
        list.splice(list.indexOf(item), 1)
        put(item, beforeOf(one.before))
      }
    }
    const operations = wanted.map((one): ItemOperation => {
      if (one.op === 'remove') return { op: one.op, item_id: named(one.item).id }
      const before_item_id = beforeOf(one.before)?.id ?? null
      return one.op === 'insert' ? { op: one.op, song_id: songOf(one.song), before_item_id } : { op: one.op, item_id: named(one.item).id, before_item_id }
    })
    const after = await edit(operations)
    const known = new Set(older.map(({ id }) => id))
    const present = list.filter(({ removed }) => !removed)
    expect(after.map(({ id, song_id }) => [known.has(id) ? id : 'new', song_id])).toEqual(present.map(({ id, song_id }) => [id, song_id]))
    for (const [index, item] of present.entries()) if (item.id === 'new') item.id = after[index]?.id ?? raise()
    ever.push(...fresh)
  }
}

test('any edits, in any order and however they are split into requests, leave the list that a plain model gives', async () => {
  const song_ids = ['a', 'b', 'c', 'd']
  await fc.assert(fc.asyncProperty(requests, async (edits) => {
    let made = 0
    const rows = keysBetween(null, null, song_ids.length).map((position_key, index) => ({ id: `i${made++}`, song_id: song_ids[index] ?? raise(), position_key, removed: false }))
    const edit: Edit = async (operations) => {
      const sorted = rows.toSorted((one, other) => (one.position_key < other.position_key ? -1 : 1))
      const known = new Map(sorted.map(({ id, position_key, removed }, index): [string, KnownItem] => [id, { position_key, removed, lower: sorted[index - 1]?.position_key ?? null }]))
      const named = new Map(itemsNamed(operations).map((id) => [id, known.get(id) ?? raise()]))
      const plan = planEdits(named, lastOf(null, rows.map(({ position_key }) => position_key)), operations)
      const row = (item_id: string) => rows.find(({ id }) => id === item_id) ?? raise()
      for (const { item_id, position_key } of plan.moved) row(item_id).position_key = position_key
      for (const item_id of plan.removed) row(item_id).removed = true
      for (const { song_id, position_key } of plan.inserted) rows.push({ id: `i${made++}`, song_id, position_key, removed: false })
      expect(new Set(rows.map(({ position_key }) => position_key)).size).toBe(rows.length)
      return rows.filter(({ removed }) => !removed).toSorted((one, other) => (one.position_key < other.position_key ? -1 : 1))
    }
    await compare(edits, song_ids, rows.map(({ id, song_id }) => ({ id, song_id, removed: false })), edit)
  }), { numRuns: 1_000 })
})

test('the service keeps to the model too', async () => {
  await using service = await playlistService()
  const ada = await service.listener()
  const song_ids = (await service.songs(4)).map(({ song_id }) => song_id)
  await fc.assert(fc.asyncProperty(requests, async (edits) => {
    const { id: playlist_id } = await ada.client.call(createPlaylist, { body: { name: 'Model' } })
    const params = { playlist_id }
    const { items } = await ada.client.call(addSongs, { params, body: { song_ids } })
    const list = items.map(({ id, song }) => ({ id, song_id: song.id, removed: false }))
    await compare(edits, song_ids, list, async (operations) => {
      const edited = await ada.client.call(editItems, { params, body: { operations } })
      const { items, version } = await ada.client.call(getPlaylist, { params })
      expect(edited).toEqual({ version, items: items.slice(0, 20) })
      return items.map(({ id, song }) => ({ id, song_id: song.id }))
    })
    const { item_count } = await ada.client.call(getPlaylist, { params })
    expect(item_count).toBe(list.filter(({ removed }) => !removed).length)
  }), { numRuns: 15 })
})

function raise(): never {
  throw new Error('the model lost an item')
}
