import { randomUUID } from 'node:crypto'
import {
  addSongs,
  createPlaylist,
  deletePlaylist,
  deleteSong,
  editItems,
  getPlaylist,
  listMyPlaylists,
  listPlaylistItems,
  removeSong,
  updatePlaylist,
  updateSong,
  type BodyOf,
  type ReplyOf,
} from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { everywhere } from '../src/everywhere.ts'
import { clientOf, newArtist, newListener, type Person, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'
import { refusalOf } from '../src/refusal-of.ts'

let artist: PublishingArtist
let owner: Person
let stranger: Person
let songs: string[]

beforeAll(async () => {
  ;[artist, owner, stranger] = await Promise.all([newArtist('The Collected'), newListener('Olga Owner'), newListener('Sam Stranger')])
  songs = []
  for (const title of ['Alpha', 'Beta', 'Gamma']) songs.push((await publishSong(artist, { title, seconds: 1.5 })).id)
})

const at = (place: number) => songs[place] ?? ''
const make = (body: Partial<BodyOf<typeof createPlaylist>> = {}) => owner.client.call(createPlaylist, { body: { name: 'A List', ...body } })
const add = (playlist_id: string, song_ids: string[], position?: number) =>
  owner.client.call(addSongs, { params: { playlist_id }, body: { song_ids, ...(position === undefined ? {} : { position }) } })
const edit = (playlist_id: string, operations: BodyOf<typeof editItems>['operations'], if_match?: number) =>
  owner.client.call(editItems, { params: { playlist_id }, body: { operations }, if_match })
const read = (playlist_id: string, { client } = owner) => client.call(getPlaylist, { params: { playlist_id } })
const titles = ({ items }: Pick<ReplyOf<typeof getPlaylist>, 'items'>) => items.map(({ song }) => song.title)

describe('one playlist', () => {
  test('is made, named, filled, sorted, emptied and deleted, each time with a new version', async () => {
    const made = await make({ name: 'Morning', description: 'For\nthe first hour' })
    expect(made).toMatchObject({
      name: 'Morning',
      description: 'For\nthe first hour',
      visibility: 'private',
      collaborative: false,
      owner: { id: owner.id, display_name: 'Olga Owner' },
      item_count: 0,
    })
    const { id } = made
    expect((await owner.client.call(listMyPlaylists)).items[0], 'listed at once').toEqual(made)

    const added = await add(id, [at(0), at(1)])
    expect(added.version).toBeGreaterThan(made.version)
    expect(added.items.map(({ song, position, added_by }) => [song.id, position, added_by.display_name])).toEqual([
      [at(0), 0, 'Olga Owner'],
      [at(1), 1, 'Olga Owner'],
    ])
    await add(id, [at(2)], 1)
    await add(id, [at(0)], 0)
    const full = await read(id)
    expect(titles(full)).toEqual(['Alpha', 'Alpha', 'Gamma', 'Beta'])
    expect(full).toMatchObject({ item_count: 4, next_cursor: null })
    expect(full.items.map(({ position }) => position)).toEqual([0, 1, 2, 3])
    expect(new Set(full.items.map((item) => item.id)).size, 'the same song twice is two items').toBe(4)

    const [first, , gamma, beta] = full.items
    const edited = await edit(id, [
      { op: 'move', item_id: beta?.id ?? '', before_item_id: first?.id ?? '' },
      { op: 'remove', item_id: gamma?.id ?? '' },
      { op: 'insert', song_id: at(2) },
    ])
    expect(titles(edited)).toEqual(['Beta', 'Alpha', 'Alpha', 'Gamma'])
    await owner.client.call(removeSong, { params: { playlist_id: id, song_id: at(0) } })
    await owner.client.call(removeSong, { params: { playlist_id: id, song_id: at(0) } })
    expect(titles(await read(id))).toEqual(['Beta', 'Gamma'])

    const renamed = await owner.client.call(updatePlaylist, { params: { playlist_id: id }, body: { name: 'Evening', description: null } })
    expect(renamed).toMatchObject({ name: 'Evening', description: null, item_count: 2 })
    expect(renamed.version).toBeGreaterThan(edited.version)
    expect((await owner.client.call(listMyPlaylists)).items[0]).toEqual(renamed)

    await owner.client.call(deletePlaylist, { params: { playlist_id: id } })
    await owner.client.call(deletePlaylist, { params: { playlist_id: id } })
    expect(await refusalOf(read(id))).toMatchObject({ status: 404, code: 'playlist_not_found' })
    expect(await refusalOf(add(id, [at(0)]))).toMatchObject({ status: 404, code: 'playlist_not_found' })
    expect((await owner.client.call(listMyPlaylists)).items.map((list) => list.id)).not.toContain(id)
  })

  test('carries its version as ETag; a change based on another one is refused and changes nothing', async () => {
    const { id } = await make()
    await add(id, [at(0), at(1)])
    const { headers, body } = await owner.client.send(getPlaylist, { params: { playlist_id: id } })
    const etag = headers.get('etag') ?? ''
    expect(etag).toBe(`"${body.version}"`)
    expect((await ask('GET', `/v1/playlists/${id}`, { token: owner.token, headers: { 'if-none-match': etag } })).status).toBe(304)
    const [first] = body.items
    const changes = [
      () => ask('PATCH', `/v1/playlists/${id}`, { token: owner.token, headers: { 'if-match': '"0"' }, body: { name: 'B' } }),
      () =>
        ask('PUT', `/v1/playlists/${id}/songs`, {
          token: owner.token,
          headers: { 'if-match': `"${body.version - 1}"` },
          body: { song_ids: [at(2)] },
        }),
      () =>
        ask('PATCH', `/v1/playlists/${id}/items`, {
          token: owner.token,
          headers: { 'if-match': '"999999"' },
          body: { operations: [{ op: 'remove', item_id: first?.id }] },
        }),
      () => ask('DELETE', `/v1/playlists/${id}/songs/${at(0)}`, { token: owner.token, headers: { 'if-match': '"other"' } }),
      () => ask('DELETE', `/v1/playlists/${id}`, { token: owner.token, headers: { 'if-match': '"0"' } }),
    ]
    for (const change of changes) {
      const { status, body: problem } = await change()
      expect([status, problem.code]).toEqual([412, 'stale_version'])
    }
    expect(await read(id)).toEqual(body)
    expect((await edit(id, [{ op: 'remove', item_id: first?.id ?? '' }], body.version)).version).toBe(body.version + 1)
    expect(
      (await ask('PATCH', `/v1/playlists/${id}`, { token: owner.token, headers: { 'if-match': '*' }, body: { name: 'Any' } })).status,
    ).toBe(200)
  })

  test('is edited all or nothing', async () => {
    const { id } = await make()
    const { items } = await add(id, [at(0), at(1)])
    const before = await read(id)
    const remove = { op: 'remove' as const, item_id: items[0]?.id ?? '' }
    expect(await refusalOf(edit(id, [remove, { op: 'insert', song_id: randomUUID() }]))).toMatchObject({
      status: 404,
      code: 'song_not_found',
    })
    expect(await refusalOf(edit(id, [remove, { op: 'remove', item_id: randomUUID() }]))).toMatchObject({
      status: 422,
      code: 'item_not_found',
    })
    expect(await refusalOf(edit(id, [remove, { op: 'move', item_id: items[1]?.id ?? '', before_item_id: randomUUID() }]))).toMatchObject({
      status: 422,
      code: 'item_not_found',
    })
    expect(await refusalOf(add(id, [at(0), randomUUID()]))).toMatchObject({ status: 404, code: 'song_not_found' })
    for (const operations of [
      [],
      [{ op: 'swap' }],
      [{ op: 'move' }],
      [{ op: 'insert' }],
      [{ op: 'remove', item_id: 'x' }],
      [{ ...remove, song_id: at(0) }],
      Array.from({ length: 501 }, () => remove),
    ]) {
      expect((await ask('PATCH', `/v1/playlists/${id}/items`, { token: owner.token, body: { operations } })).status).toBe(400)
    }
    expect(
      (await ask('PUT', `/v1/playlists/${id}/songs`, { token: owner.token, body: { song_ids: Array.from({ length: 501 }, () => at(0)) } }))
        .status,
    ).toBe(400)
    expect(await read(id)).toEqual(before)
  })

  test('merges the edits of two devices by item: who removes what the other removed takes nothing else with it', async () => {
    const { id } = await make()
    const { items } = await add(id, [at(0), at(1), at(2)])
    const [alpha, beta, gamma] = items.map((item) => item.id)
    const [one, two] = await Promise.all([
      edit(id, [{ op: 'remove', item_id: alpha ?? '' }]),
      edit(id, [{ op: 'remove', item_id: alpha ?? '' }]),
    ])
    expect(Math.max(one.version, two.version)).toBe((await read(id)).version)
    expect(titles(await read(id))).toEqual(['Beta', 'Gamma'])
    await edit(id, [{ op: 'move', item_id: alpha ?? '', before_item_id: null }])
    expect(titles(await read(id)), 'a move of what is gone brings nothing back').toEqual(['Beta', 'Gamma'])
    await Promise.all([
      edit(id, [{ op: 'move', item_id: gamma ?? '', before_item_id: beta ?? '' }]),
      edit(id, [{ op: 'insert', song_id: at(0), before_item_id: null }]),
    ])
    expect(titles(await read(id))).toEqual(['Gamma', 'Beta', 'Alpha'])
  })
})

test('a private playlist does not exist for others, a public one is theirs to read and not to write', async () => {
  const { id } = await make()
  await add(id, [at(0)])
  const writes = (client: Person['client']) => [
    () => client.call(updatePlaylist, { params: { playlist_id: id }, body: { name: 'Mine now' } }),
    () => client.call(addSongs, { params: { playlist_id: id }, body: { song_ids: [at(1)] } }),
    () => client.call(editItems, { params: { playlist_id: id }, body: { operations: [{ op: 'insert', song_id: at(1) }] } }),
    () => client.call(removeSong, { params: { playlist_id: id, song_id: at(0) } }),
    () => client.call(deletePlaylist, { params: { playlist_id: id } }),
  ]
  for (const client of [stranger.client, clientOf()]) {
    expect(await refusalOf(client.call(getPlaylist, { params: { playlist_id: id } }))).toMatchObject({
      status: 404,
      code: 'playlist_not_found',
    })
    expect(await refusalOf(client.call(listPlaylistItems, { params: { playlist_id: id } }))).toMatchObject({
      status: 404,
      code: 'playlist_not_found',
    })
  }
  for (const write of writes(stranger.client)) expect(await refusalOf(write())).toMatchObject({ status: 404, code: 'playlist_not_found' })
  await owner.client.call(updatePlaylist, { params: { playlist_id: id }, body: { visibility: 'public' } })
  for (const client of [stranger.client, clientOf()])
    expect(titles(await client.call(getPlaylist, { params: { playlist_id: id } }))).toEqual(['Alpha'])
  for (const write of writes(stranger.client)) expect(await refusalOf(write())).toMatchObject({ status: 403, code: 'not_your_playlist' })
  for (const write of writes(clientOf())) expect(await refusalOf(write())).toMatchObject({ status: 401 })
  expect(titles(await read(id))).toEqual(['Alpha'])
  expect((await stranger.client.call(listMyPlaylists)).items).toEqual([])
  await owner.client.call(updatePlaylist, { params: { playlist_id: id }, body: { visibility: 'private' } })
  expect(await refusalOf(read(id, stranger))).toMatchObject({ status: 404 })
})

test('a song that vanishes keeps its place, and says that it can not be played', async () => {
  const { id: song_id } = await publishSong(artist, { title: 'Fading', seconds: 1.5 })
  const { id } = await make()
  await add(id, [at(0), song_id, at(1)])
  const seen = async () => (await read(id)).items.map(({ song }) => [song.id, song.unavailable])
  expect(await seen()).toEqual([
    [at(0), false],
    [song_id, false],
    [at(1), false],
  ])
  await artist.client.call(updateSong, { params: { song_id }, body: { visibility: 'taken_down' } })
  await expect.poll(everywhere(seen)).toEqual([
    [at(0), false],
    [song_id, true],
    [at(1), false],
  ])
  await artist.client.call(updateSong, { params: { song_id }, body: { visibility: 'published' } })
  await expect.poll(everywhere(seen)).toEqual([
    [at(0), false],
    [song_id, false],
    [at(1), false],
  ])
  await artist.client.call(deleteSong, { params: { song_id } })
  await expect.poll(everywhere(seen)).toEqual([
    [at(0), false],
    [song_id, true],
    [at(1), false],
  ])
  expect(await refusalOf(add(id, [song_id]))).toMatchObject({ status: 404, code: 'song_not_found' })
  expect((await read(id)).item_count).toBe(3)
})

test('my playlists are listed last changed first, page by page', async () => {
  const { client } = await newListener()
  const made = []
  for (const name of ['One', 'Two', 'Three']) made.push((await client.call(createPlaylist, { body: { name } })).id)
  await client.call(addSongs, { params: { playlist_id: made[0] ?? '' }, body: { song_ids: [at(0)] } })
  const names = (await client.call(listMyPlaylists)).items.map(({ name }) => name)
  expect(names).toEqual(['One', 'Three', 'Two'])
  const first = await client.call(listMyPlaylists, { query: { limit: 2 } })
  const second = await client.call(listMyPlaylists, { query: { limit: 2, cursor: first.next_cursor ?? '' } })
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(names)
  expect(second.next_cursor).toBeNull()
})
