import { randomUUIDv7 } from 'node:crypto'
import { addSongs, createPlaylist, editItems, getPlaylist, listPlaylistItems, removeSong, updatePlaylist, type SongSnapshot } from '@segue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forgetRemovedItems } from '../src/forget-old.ts'
import { mediaUrl, playlistService, songSnapshot, type Listener, type PlaylistService } from './playlist-service.ts'

let service: PlaylistService
let ada: Listener
let songs: SongSnapshot[]
let ids: string[]

beforeAll(async () => {
  service = await playlistService()
  ada = await service.listener({ display_name: 'Ada' })
  songs = await service.songs(6)
  ids = songs.map(({ song_id }) => song_id)
})
afterAll(() => service[Symbol.asyncDispose]())

/** A playlist of the first `count` songs: its id and those of its items. */
async function playlistOf(count: number) {
  const playlist_id = (await ada.client.call(createPlaylist, { body: { name: 'Mornings', visibility: 'public' } })).id
  const { items } = await ada.client.call(addSongs, { params: { playlist_id }, body: { song_ids: ids.slice(0, count) } })
  return { playlist_id, params: { playlist_id }, items: items.map(({ id }) => id) }
}

const titles = async (playlist_id: string): Promise<string> => {
  const { items, item_count } = await ada.client.call(getPlaylist, { params: { playlist_id } })
  expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index))
  expect(item_count).toBe(items.length)
  return items.map(({ song }) => song.title.replace('Song ', '')).join('')
}

test('songs are added at the end or at a position, and past the end is the end', async () => {
  const { playlist_id, params } = await playlistOf(3)
  const add = (song: number, position?: number) => ada.client.call(addSongs, { params, body: { song_ids: [ids[song] ?? ''], ...(position === undefined ? {} : { position }) } })
  const { version, items: [item] } = await add(3)
  expect(version).toBe(3)
  expect(item).toMatchObject({ position: 3, added_by: { id: ada.user_id, display_name: 'Ada' }, song: { id: ids[3], title: 'Song 3', artwork_url: `${mediaUrl}/images/abc-640.jpg`, unavailable: false } })
  expect((await ada.client.call(getPlaylist, { params })).items[3]).toEqual(item)
  await add(4, 0)
  await add(5, 4)
  expect(await titles(playlist_id)).toBe('401253')
  expect((await add(0, 9_999)).items[0]?.position).toBe(6)
  expect(await titles(playlist_id)).toBe('4012530')
})

test('the same song stands in a playlist as often as it was added, and goes as a whole', async () => {
  const { playlist_id, params } = await playlistOf(2)
  await ada.client.call(addSongs, { params, body: { song_ids: [ids[0] ?? '', ids[0] ?? ''] } })
  expect(await titles(playlist_id)).toBe('0100')
  await ada.client.call(removeSong, { params: { playlist_id, song_id: ids[0] ?? '' } })
  await ada.client.call(removeSong, { params: { playlist_id, song_id: ids[0] ?? '' } })
  expect(await titles(playlist_id)).toBe('1')
  expect((await ada.client.call(getPlaylist, { params })).version).toBe(4)
})

test('an add sent again with its idempotency key adds once, even after its song is gone', async () => {
  const { playlist_id, params } = await playlistOf(1)
  const song = songSnapshot()
  await service.announce('song.published', song.song_id, 1, song)
  const request = { params, body: { song_ids: [song.song_id] }, idempotency_key: randomUUIDv7() }
  const first = await ada.client.send(addSongs, request)
  await service.announce('song.withdrawn', song.song_id, 2, song)
  await expect.poll(() => titles(playlist_id)).toBe('0Rain Check')
  const second = await ada.client.send(addSongs, request)
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('etag')).toBe('"3"')
  expect(await titles(playlist_id)).toBe('0Rain Check')
})

test('a song that is not there is refused, and nothing of the request is added', async () => {
  const { playlist_id, params } = await playlistOf(1)
  const [scheduled, withdrawn] = [songSnapshot(), songSnapshot()]
  await service.announce('song.scheduled', scheduled.song_id, 1, scheduled)
  await service.announce('song.withdrawn', withdrawn.song_id, 1, withdrawn)
  const missing = [randomUUIDv7(), scheduled.song_id, withdrawn.song_id]
  const refused = missing.map((song_id) => expect(ada.client.call(addSongs, { params, body: { song_ids: [ids[1] ?? '', song_id] } })).rejects.toMatchObject({ status: 404, code: 'song_not_found' }))
  const operations = [{ op: 'insert' as const, song_id: ids[1] ?? '' }, { op: 'insert' as const, song_id: randomUUIDv7() }]
  await Promise.all([...refused, expect(ada.client.call(editItems, { params, body: { operations } })).rejects.toMatchObject({ status: 404, code: 'song_not_found' })])
  expect(await titles(playlist_id)).toBe('0')
})

test('a song announced a moment later is waited for', async () => {
  const { playlist_id, params } = await playlistOf(1)
  const song = songSnapshot({ title: 'Fresh' })
  const adding = ada.client.call(addSongs, { params, body: { song_ids: [song.song_id.toUpperCase()] } })
  await service.announce('song.published', song.song_id, 1, song)
  expect((await adding).items[0]?.song).toMatchObject({ id: song.song_id, title: 'Fresh' })
  expect(await titles(playlist_id)).toBe('0Fresh')
})

test('a song that vanishes shows as unavailable, and comes back when it is published again', async () => {
  const song = songSnapshot({ title: 'Here' })
  await service.announce('song.published', song.song_id, 1, song)
  const { params } = await playlistOf(1)
  await ada.client.call(addSongs, { params, body: { song_ids: [song.song_id], position: 0 } })
  const shown = async () => (await ada.client.call(getPlaylist, { params })).items[0]?.song
  expect(await shown()).toMatchObject({ title: 'Here', unavailable: false })
  await service.announce('song.withdrawn', song.song_id, 2, song)
  await expect.poll(shown).toMatchObject({ title: 'Here', unavailable: true })
  await service.announce('song.published', song.song_id, 3, { ...song, title: 'Back' })
  await expect.poll(shown).toMatchObject({ title: 'Back', unavailable: false })
  await service.announce('song.deleted', song.song_id, 4, { song_id: song.song_id, path: 'artists/' })
  await expect.poll(shown).toMatchObject({ id: song.song_id, title: 'Deleted song', unavailable: true })
})

test('who added an item is called by the newest name known', async () => {
  const eve = await service.listener({ display_name: 'Eve', user_version: 3 })
  const playlist_id = (await eve.client.call(createPlaylist, { body: { name: 'Mine' } })).id
  await eve.client.call(addSongs, { params: { playlist_id }, body: { song_ids: [ids[0] ?? ''] } })
  const preferences = { explicit_filter: false, max_bitrate_kbps: 320 as const, private_session: false }
  const user = { user_id: eve.user_id, country: null, plan: 'free' as const, role: 'listener' as const, preferences }
  await service.announce('user.updated', eve.user_id, 4, { ...user, display_name: 'Evelyn' })
  await service.announce('user.registered', eve.user_id, 1, { ...user, display_name: 'Early Eve' })
  const names = async () => {
    const { owner, items } = await eve.client.call(getPlaylist, { params: { playlist_id } })
    return [owner.display_name, items[0]?.added_by.display_name]
  }
  await expect.poll(names).toEqual(['Evelyn', 'Evelyn'])
})

describe('an edit', () => {
  test('moves, removes and inserts at once', async () => {
    const { playlist_id, params, items: [a = '', b = '', c = ''] } = await playlistOf(3)
    const { body, headers } = await ada.client.send(editItems, {
      params,
      body: {
        operations: [
          { op: 'move', item_id: c, before_item_id: a },
          { op: 'remove', item_id: b },
          { op: 'insert', song_id: ids[4] ?? '', before_item_id: a },
          { op: 'insert', song_id: ids[5] ?? '' },
          { op: 'move', item_id: a, before_item_id: null },
        ],
      },
      if_match: 2,
    })
    expect(body.version).toBe(3)
    expect(headers.get('etag')).toBe('"3"')
    expect(body.items.map(({ song }) => song.title).join()).toBe('Song 2,Song 4,Song 5,Song 0')
    expect(await titles(playlist_id)).toBe('2450')
  })

  test('of an item that never was changes nothing', async () => {
    const { playlist_id, params, items: [a = '', b = ''] } = await playlistOf(2)
    const other = await playlistOf(1)
    for (const stranger of [randomUUIDv7(), other.items[0] ?? '']) {
      for (const last of [
        { op: 'remove' as const, item_id: stranger },
        { op: 'move' as const, item_id: stranger },
        { op: 'move' as const, item_id: a, before_item_id: stranger },
        { op: 'insert' as const, song_id: ids[0] ?? '', before_item_id: stranger },
      ]) {
        const edit = ada.client.call(editItems, { params, body: { operations: [{ op: 'remove', item_id: b }, last] } })
        await expect(edit).rejects.toMatchObject({ status: 422, code: 'item_not_found' })
      }
    }
    expect(await titles(playlist_id)).toBe('01')
  })

  test('of what another client removed changes nothing, and no other item suffers', async () => {
    const { playlist_id, params, items: [a = '', b = '', c = ''] } = await playlistOf(3)
    const edit = (...operations: Operation[]) => editOf(params, ...operations)
    await edit({ op: 'remove', item_id: a })
    expect((await edit({ op: 'remove', item_id: a })).version).toBe(3)
    expect((await edit({ op: 'move', item_id: a, before_item_id: c })).version).toBe(3)
    expect(await titles(playlist_id)).toBe('12')
    await edit({ op: 'remove', item_id: b })
    await edit({ op: 'insert', song_id: ids[4] ?? '', before_item_id: b })
    expect(await titles(playlist_id)).toBe('42')
    await edit({ op: 'move', item_id: c, before_item_id: a })
    expect(await titles(playlist_id)).toBe('24')
  })

  test('that moves an item before itself, or where it is, changes nothing', async () => {
    const { params, items: [a = '', b = ''] } = await playlistOf(2)
    for (const operation of [{ op: 'move' as const, item_id: a, before_item_id: a }, { op: 'move' as const, item_id: a, before_item_id: b }, { op: 'move' as const, item_id: b }]) {
      expect((await editOf(params, operation)).version).toBe(2)
    }
  })

  test('of a removed item is still understood for 30 days', async () => {
    const { params, items: [a = ''] } = await playlistOf(2)
    await editOf(params, { op: 'remove', item_id: a })
    await forgetRemovedItems(service.db)
    await editOf(params, { op: 'remove', item_id: a })
    await service.db.updateTable('playlist_items').set({ removed_at: new Date(Date.now() - 31 * 86_400_000) }).where('item_id', '=', a).execute()
    expect(await forgetRemovedItems(service.db)).toBe(1)
    await expect(editOf(params, { op: 'remove', item_id: a })).rejects.toMatchObject({ code: 'item_not_found' })
  })
})

const editOf = (params: { playlist_id: string }, ...operations: Operation[]) => ada.client.call(editItems, { params, body: { operations } })
type Operation =
  | { op: 'move'; item_id: string; before_item_id?: string | null }
  | { op: 'remove'; item_id: string }
  | { op: 'insert'; song_id: string; before_item_id?: string | null }

describe('a list of items', () => {
  test('goes on where it was, whatever was added or removed in between', async () => {
    const { params, playlist_id, items } = await playlistOf(6)
    const first = await ada.client.call(listPlaylistItems, { params, query: { limit: 2 } })
    await ada.client.call(addSongs, { params, body: { song_ids: [ids[5] ?? ''], position: 0 } })
    await ada.client.call(addSongs, { params, body: { song_ids: [ids[5] ?? ''], position: 2 } })
    await editOf(params, { op: 'remove', item_id: items[1] ?? '' }, { op: 'remove', item_id: items[2] ?? '' })
    const second = await ada.client.call(listPlaylistItems, { params, query: { limit: 2, cursor: first.next_cursor ?? '' } })
    expect([first, second].map((page) => page.items.map(({ id }) => items.indexOf(id)))).toEqual([[0, 1], [3, 4]])
    expect(second.items.map(({ position }) => position)).toEqual([2, 3])
    const third = await ada.client.call(listPlaylistItems, { params, query: { limit: 1, cursor: second.next_cursor ?? '' } })
    expect(third.next_cursor).toBeNull()
    expect(await titles(playlist_id)).toBe('505345')
  })

  test('goes on where it was after all position keys were made anew', async () => {
    const { params, playlist_id, items } = await playlistOf(4)
    const first = await ada.client.call(listPlaylistItems, { params, query: { limit: 2 } })
    await service.db.updateTable('playlist_items').set({ position_key: `a1${'0'.repeat(60)}V` }).where('item_id', '=', items[2] ?? '').execute()
    await ada.client.call(addSongs, { params, body: { song_ids: [ids[5] ?? ''], position: 2 } })
    const keys = await service.db.selectFrom('playlist_items').select('position_key').where('playlist_id', '=', playlist_id).execute()
    expect(keys.every(({ position_key }) => position_key.length < 10)).toBe(true)
    const second = await ada.client.call(listPlaylistItems, { params, query: { limit: 10, cursor: first.next_cursor ?? '' } })
    expect(second.items.map(({ song }) => song.title)).toEqual(['Song 5', 'Song 2', 'Song 3'])
    expect(await titles(playlist_id)).toBe('01523')
  })

  test('does not take the cursor of another list', async () => {
    const [one, other] = [await playlistOf(3), await playlistOf(3)]
    const { next_cursor } = await ada.client.call(listPlaylistItems, { params: one.params, query: { limit: 1 } })
    for (const cursor of [next_cursor ?? '', 'forged']) {
      await expect(ada.client.call(listPlaylistItems, { params: other.params, query: { cursor } })).rejects.toMatchObject({ status: 400, code: 'invalid_cursor' })
    }
    await expect(ada.client.call(listPlaylistItems, { params: one.params, query: { limit: 101 } })).rejects.toMatchObject({ status: 400, code: 'invalid_request' })
  })
})

test('a playlist takes 10,000 items and not one more', async () => {
  const { params } = await playlistOf(1)
  const many = Array.from({ length: 500 }, (_, index) => ids[index % ids.length] ?? '')
  for (let count = 1; count + 500 <= 10_000; count += 500) await ada.client.call(addSongs, { params, body: { song_ids: many } })
  await expect(ada.client.call(addSongs, { params, body: { song_ids: many } })).rejects.toMatchObject({ status: 422, code: 'playlist_full' })
  const { body } = await ada.client.send(addSongs, { params, body: { song_ids: many.slice(0, 499) } })
  expect(body.items.at(-1)?.position).toBe(9_999)
  const insert = { op: 'insert' as const, song_id: ids[0] ?? '' }
  await expect(editOf(params, insert)).rejects.toMatchObject({ status: 422, code: 'playlist_full' })
  await editOf(params, insert, { op: 'remove', item_id: body.items[0]?.id ?? '' })
  const { version, item_count, next_cursor } = await ada.client.call(getPlaylist, { params })
  expect(item_count).toBe(10_000)
  expect(next_cursor).not.toBeNull()
  await ada.client.call(updatePlaylist, { params, body: { name: 'Full' }, if_match: version })
})
