import { addSongs, createPlaylist, editItems, getPlaylist } from '@segue/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { playlistService, type Listener, type PlaylistService } from './playlist-service.ts'

let service: PlaylistService
let ada: Listener
let song_ids: string[]

beforeAll(async () => {
  service = await playlistService()
  ada = await service.listener()
  song_ids = (await service.songs(4)).map(({ song_id }) => song_id)
})
afterAll(() => service[Symbol.asyncDispose]())

/** Operations name items by number: whatever was ever in the playlist, removed or not. */
const someItem = fc.nat({ max: 30 })
const place = fc.option(someItem, { nil: null })
const operation = fc.oneof(
  fc.record({ op: fc.constant('move' as const), item: someItem, before: place }),
  fc.record({ op: fc.constant('remove' as const), item: someItem }),
  fc.record({ op: fc.constant('insert' as const), song: fc.nat({ max: 3 }), before: place }),
)
type SomeOperation = typeof operation extends fc.Arbitrary<infer T> ? T : never

interface ModelItem {
  readonly id: string
  readonly song_id: string
  removed: boolean
}

/** What the API promises, on a plain list in which removed items keep their place. */
function apply(list: ModelItem[], operation: SomeOperation, named: (n: number) => ModelItem, inserted: (song_id: string) => ModelItem): void {
  const put = (item: ModelItem, before: ModelItem | null) => void list.splice(before === null ? list.length : list.indexOf(before), 0, item)
  const before = 'before' in operation && operation.before !== null ? named(operation.before) : null
  if (operation.op === 'insert') return put(inserted(song_ids[operation.song] ?? ''), before)
  const item = named(operation.item)
  if (item.removed || item === before) return
  if (operation.op === 'remove') item.removed = true
  else {
    list.splice(list.indexOf(item), 1)
    put(item, before)
  }
}

test('any edits, in any order and however they are split into requests, leave the list that a plain model gives', async () => {
  const requests = fc.array(fc.array(operation, { minLength: 1, maxLength: 8 }), { maxLength: 6 })
  await fc.assert(fc.asyncProperty(requests, async (edits) => {
    const { id: playlist_id } = await ada.client.call(createPlaylist, { body: { name: 'Model' } })
    const params = { playlist_id }
    const { items } = await ada.client.call(addSongs, { params, body: { song_ids } })
    const list: ModelItem[] = items.map(({ id, song }) => ({ id, song_id: song.id, removed: false }))
    const ever = [...list]

    for (const edit of edits) {
      // Items that this request makes have no id before it is answered, so operations name older ones.
      const known = [...ever]
      const named = (n: number) => known[n % known.length] ?? raise()
      const fresh: ModelItem[] = []
      for (const one of edit) {
        apply(list, one, named, (song_id) => {
          const item = { id: `new ${fresh.length}`, song_id, removed: false }
          fresh.push(item)
          return item
        })
      }
      const idOf = (n: number | null) => (n === null ? null : named(n).id)
      const operations = edit.map((one) => {
        if (one.op === 'insert') return { op: one.op, song_id: song_ids[one.song] ?? '', before_item_id: idOf(one.before) }
        const item_id = named(one.item).id
        return one.op === 'move' ? { op: one.op, item_id, before_item_id: idOf(one.before) } : { op: one.op, item_id }
      })
      const { items: after } = await ada.client.call(editItems, { params, body: { operations } })
      const present = list.filter(({ removed }) => !removed)
      const older = new Set(known.map(({ id }) => id))
      expect(after.map(({ id, song }) => [older.has(id) ? id : 'new', song.id])).toEqual(present.map(({ id, song_id }) => [older.has(id) ? id : 'new', song_id]))
      for (const [index, item] of present.entries()) {
        if (older.has(item.id)) continue
        const settled = { ...item, id: after[index]?.id ?? raise() }
        list[list.indexOf(item)] = settled
        ever.push(settled)
      }
    }
    expect((await ada.client.call(getPlaylist, { params })).item_count).toBe(list.filter(({ removed }) => !removed).length)
  }), { numRuns: 25 })
})

function raise(): never {
  throw new Error('the model lost an item')
}
