import { randomUUIDv7 } from 'node:crypto'
import { addSongs, createPlaylist, deletePlaylist, editItems, getPlaylist, listMyPlaylists, listPlaylistItems, removeSong, updatePlaylist, type EventOf } from '@segue/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { playlistService, type Listener, type PlaylistService } from './playlist-service.ts'

let service: PlaylistService
let ada: Listener
let bob: Listener

beforeAll(async () => {
  service = await playlistService()
  ;[ada, bob] = await Promise.all([service.listener({ display_name: 'Ada' }), service.listener({ display_name: 'Bob' })])
})
afterAll(() => service[Symbol.asyncDispose]())

const make = async (body: { name?: string; visibility?: 'private' | 'public' } = {}, owner = ada) => (await owner.client.call(createPlaylist, { body: { name: 'Mornings', ...body } })).id

test('a new playlist is private, empty and at version 1', async () => {
  const { body, headers, status } = await ada.client.send(createPlaylist, { body: { name: 'Mornings' } })
  expect(status).toBe(201)
  expect(headers.get('etag')).toBe('"1"')
  expect(body).toMatchObject({ name: 'Mornings', description: null, visibility: 'private', collaborative: false, version: 1, item_count: 0, owner: { id: ada.user_id, display_name: 'Ada' } })
  expect(await ada.client.call(getPlaylist, { params: { playlist_id: body.id } })).toEqual({ ...body, items: [], next_cursor: null })
})

test('the same idempotency key makes one playlist', async () => {
  const request = { body: { name: 'Once' }, idempotency_key: randomUUIDv7() }
  const [first, second] = [await ada.client.call(createPlaylist, request), await ada.client.call(createPlaylist, request)]
  expect(second).toEqual(first)
  await expect(ada.client.call(createPlaylist, { ...request, body: { name: 'Twice' } })).rejects.toMatchObject({ status: 422, code: 'idempotency_key_reused' })
})

test('my playlists come last changed first, page by page', async () => {
  const owner = await service.listener()
  const ids: string[] = []
  for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push(await make({ name }, owner))
  await owner.client.call(updatePlaylist, { params: { playlist_id: ids[1] ?? '' }, body: { description: 'changed' } })
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await owner.client.call(listMyPlaylists, { query: { limit: 2, cursor } })
    names.push(...page.items.map(({ name }) => name))
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  expect(names).toEqual(['b', 'e', 'd', 'c', 'a'])
  await expect(owner.client.call(listMyPlaylists, { query: { cursor: 'forged' } })).rejects.toMatchObject({ status: 400, code: 'invalid_cursor' })
})

test('a change of details gives the next version, no change gives none', async () => {
  const playlist_id = await make()
  const { body, headers } = await ada.client.send(updatePlaylist, { params: { playlist_id }, body: { name: 'Evenings', description: 'Slow', visibility: 'public' } })
  expect(body).toMatchObject({ name: 'Evenings', description: 'Slow', visibility: 'public', version: 2 })
  expect(headers.get('etag')).toBe('"2"')
  expect((await ada.client.call(updatePlaylist, { params: { playlist_id }, body: { name: 'Evenings' } })).version).toBe(2)
  expect((await ada.client.call(updatePlaylist, { params: { playlist_id }, body: { description: null } })).description).toBeNull()
})

test('a conditional change of another version is refused and changes nothing', async () => {
  const playlist_id = await make()
  const params = { playlist_id }
  const [song] = await service.songs(1)
  const song_ids = [song?.song_id ?? '']
  await ada.client.call(updatePlaylist, { params, body: { name: 'Two' }, if_match: 1 })
  const stale = { status: 412, code: 'stale_version' }
  await expect(ada.client.call(updatePlaylist, { params, body: { name: 'Three' }, if_match: 1 })).rejects.toMatchObject(stale)
  await expect(ada.client.call(addSongs, { params, body: { song_ids }, if_match: 1 })).rejects.toMatchObject(stale)
  await expect(ada.client.call(removeSong, { params: { playlist_id, song_id: song_ids[0] ?? '' }, if_match: 1 })).rejects.toMatchObject(stale)
  await expect(ada.client.call(editItems, { params, body: { operations: [{ op: 'insert', song_id: song_ids[0] ?? '' }] }, if_match: '"1", "9"' })).rejects.toMatchObject(stale)
  await expect(ada.client.call(deletePlaylist, { params, if_match: 1 })).rejects.toMatchObject(stale)
  await expect(ada.client.call(updatePlaylist, { params, body: {}, if_match: 'seven' })).rejects.toMatchObject({ status: 400, code: 'invalid_request' })
  expect(await ada.client.call(getPlaylist, { params })).toMatchObject({ name: 'Two', version: 2, items: [] })
  expect(await ada.client.call(updatePlaylist, { params, body: { name: 'Any' }, if_match: '*' })).toMatchObject({ version: 3 })
})

test('a playlist that did not change is not sent again', async () => {
  const playlist_id = await make({ visibility: 'public' })
  for (const headers of [ada.headers, bob.headers, {}]) {
    const response = await fetch(`${service.url}/v1/playlists/${playlist_id}`, { headers: { ...headers, 'if-none-match': '"1"' } })
    expect(response.status).toBe(304)
  }
})

describe('another listener', () => {
  const everything = (client: Listener['client'], playlist_id: string, song_id: string) => [
    () => client.call(updatePlaylist, { params: { playlist_id }, body: { name: 'Mine' } }),
    () => client.call(addSongs, { params: { playlist_id }, body: { song_ids: [song_id] } }),
    () => client.call(removeSong, { params: { playlist_id, song_id } }),
    () => client.call(editItems, { params: { playlist_id }, body: { operations: [{ op: 'insert', song_id }] } }),
    () => client.call(deletePlaylist, { params: { playlist_id } }),
  ]

  test('hears of no private playlist', async () => {
    const playlist_id = await make()
    const reads = [bob.client, service.anonymous].flatMap((client) => [
      () => client.call(getPlaylist, { params: { playlist_id } }),
      () => client.call(listPlaylistItems, { params: { playlist_id } }),
    ])
    for (const call of [...reads, ...everything(bob.client, playlist_id, randomUUIDv7())]) await expect(call()).rejects.toMatchObject({ status: 404, code: 'playlist_not_found' })
  })

  test('reads a public playlist and can not change it', async () => {
    const playlist_id = await make({ visibility: 'public' })
    for (const { call } of [bob.client, service.anonymous]) expect(await call(getPlaylist, { params: { playlist_id } })).toMatchObject({ id: playlist_id })
    for (const call of everything(bob.client, playlist_id, randomUUIDv7())) await expect(call()).rejects.toMatchObject({ status: 403, code: 'not_your_playlist' })
    for (const call of everything(service.anonymous, playlist_id, randomUUIDv7())) await expect(call()).rejects.toMatchObject({ status: 401, code: 'unauthenticated' })
    expect(await ada.client.call(getPlaylist, { params: { playlist_id } })).toMatchObject({ version: 1 })
  })

  test('gets the same answer for a playlist that never was', async () => {
    for (const call of everything(bob.client, randomUUIDv7(), randomUUIDv7())) await expect(call()).rejects.toMatchObject({ status: 404, code: 'playlist_not_found' })
    await expect(bob.client.call(getPlaylist, { params: { playlist_id: 'seven' } })).rejects.toMatchObject({ status: 400, code: 'invalid_request' })
  })
})

test('deleting twice is once, and a deleted playlist is gone for everyone', async () => {
  const playlist_id = await make({ visibility: 'public' })
  const params = { playlist_id }
  await ada.client.call(deletePlaylist, { params, if_match: 1 })
  await ada.client.call(deletePlaylist, { params, if_match: 1 })
  await expect(bob.client.call(deletePlaylist, { params })).rejects.toMatchObject({ status: 404 })
  await expect(ada.client.call(getPlaylist, { params })).rejects.toMatchObject({ status: 404 })
  await expect(ada.client.call(updatePlaylist, { params, body: { name: 'Back' } })).rejects.toMatchObject({ status: 404 })
  expect((await ada.client.call(listMyPlaylists, { query: { limit: 100 } })).items.map(({ id }) => id)).not.toContain(playlist_id)
})

test('every change is announced once, in versions that grow', async () => {
  const heard: EventOf<'playlist.created' | 'playlist.updated' | 'playlist.deleted'>[] = []
  await using _ = await service.bus.consume('search', async (event) => void heard.push(event as never))
  const playlist_id = await make({ visibility: 'public' })
  const [song] = await service.songs(1)
  const song_id = song?.song_id ?? ''
  await ada.client.call(addSongs, { params: { playlist_id }, body: { song_ids: [song_id, song_id] } })
  await ada.client.call(removeSong, { params: { playlist_id, song_id } })
  await ada.client.call(removeSong, { params: { playlist_id, song_id } })
  await ada.client.call(deletePlaylist, { params: { playlist_id } })
  const ours = () => heard.filter((event) => event.aggregate_id === playlist_id).toSorted((a, b) => a.aggregate_version - b.aggregate_version)
  await expect.poll(() => ours().length, { timeout: 10_000 }).toBe(4)
  expect(ours().map(({ type, aggregate_version }) => [type, aggregate_version])).toEqual([['playlist.created', 1], ['playlist.updated', 2], ['playlist.updated', 3], ['playlist.deleted', 4]])
  expect(ours()[1]?.data).toMatchObject({ playlist_id, owner_user_id: ada.user_id, owner_name: 'Ada', name: 'Mornings', visibility: 'public', item_count: 2 })
})
