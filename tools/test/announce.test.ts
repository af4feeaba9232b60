import { randomUUIDv7 } from 'node:crypto'
import { updateSong } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertSongs, openHouse, type House } from './owners-and-readers.ts'

const count = 1_000
let house: House
let song_ids: readonly string[]

beforeAll(async () => {
  house = await openHouse()
  song_ids = await insertSongs(house, count)
  await played(published().slice(0, 5))
})
afterAll(() => house[Symbol.asyncDispose]())

const rows = (name: Parameters<House['db']>[0], table: string, columns: readonly string[], key: string) =>
  house.db(name).selectFrom(table).select(columns).orderBy(key).execute()

/** Every song of which others may know, with the version that they should hold. */
async function sourceOfSongs() {
  const songs = await house.db('catalog').selectFrom('songs').select(['song_id', 'version', 'status', 'visibility']).orderBy('song_id').execute()
  return songs.filter(({ status, visibility }) => visibility !== null || status === 'deleted').map(({ song_id, version }) => ({ song_id, version }))
}
const heldBy = (name: 'user' | 'playlist' | 'search' | 'playback_auth') => rows(name, 'songs', ['song_id', 'version'], 'song_id')

const published = () => song_ids.filter((_, n) => n % 5 === 0)

/** One play more of each, as playback-auth counts them. */
async function played(ids: readonly string[]): Promise<void> {
  const items = ids.map((song_id) => ({ song_id, hour: new Date().toISOString(), region: null, plays: 1 }))
  await house.bus.publish([{ id: randomUUIDv7(), type: 'plays.counted', aggregate_id: randomUUIDv7(), aggregate_version: 1, occurred_at: new Date().toISOString(), data: { items } }])
}

/** How often each song was played that was. */
const playsIn = (name: 'catalog' | 'search', table: string) =>
  house.db(name).selectFrom(table).select(['song_id', 'plays']).where('plays', '>', 0).orderBy('song_id').execute()

/** What search answers from, without what a rewrite changes. */
const documents = () =>
  house.db('search').withSchema('search_index').selectFrom('documents').select(['id', 'type', 'title', 'words']).where('tier', 'is not', null).orderBy('id').execute()

const readers = [
  ['user', 'user', ['songs', 'artists']],
  ['playlist', 'playlist', ['songs']],
  ['search', 'search', ['songs', 'artists']],
  ['playback-auth', 'playback_auth', ['songs']],
] as const

test.for(readers)('%s has every song again that it lost or never heard of, while songs go on changing', { timeout: 180_000 }, async ([consumer, name, tables]) => {
  await house.settled(consumer)
  for (const table of tables) await house.db(name).deleteFrom(table).execute()
  if (name === 'search') await house.db(name).withSchema('search_index').deleteFrom('documents').where('type', '!=', 'playlist').execute()

  const changed = published().slice(0, 30)
  const changing = (async () => {
    for (const song_id of changed) {
      await house.artist.client('catalog').call(updateSong, { params: { song_id }, body: { title: `Changed for ${consumer}` } })
    }
  })()
  const { code, said } = await house.announce('catalog', consumer)
  await changing
  expect([code, said]).toEqual([0, expect.stringMatching(/^songs: 600 of 600 \([\d,]+\/s\), \d+ wait in the queue$/m)])
  expect(said).toContain('deleted songs: 200 of 200')
  const source = await sourceOfSongs()
  await expect.poll(() => heldBy(name), { timeout: 20_000 }).toEqual(source)
  if (name !== 'search') return
  await house.settled(consumer)
  const songs = (await documents()).filter(({ type }) => type === 'song').map(({ id, title }) => ({ id, title }))
  expect(songs.length).toBe(200)
  for (const id of changed) expect(songs).toContainEqual({ id, title: `Changed for ${consumer}` })
})

test('announcing again changes nothing', { timeout: 180_000 }, async () => {
  await house.settled('search')
  const before = [await documents(), await heldBy('search')]
  expect(await house.announce('catalog', 'search')).toMatchObject({ code: 0 })
  await house.settled('search')
  expect([await documents(), await heldBy('search')]).toEqual(before)
})

test('what search lost of the plays comes back, while songs go on being played, and is not counted twice', { timeout: 180_000 }, async () => {
  await house.settled('catalog')
  await house.db('search').updateTable('songs').set({ plays: 0 }).execute()
  const playing = (async () => {
    for (let times = 0; times < 10; times++) await played(published().slice(0, 3))
  })()
  for (let times = 0; times < 2; times++) {
    expect(await house.announce('catalog', 'search')).toEqual({ code: 0, said: expect.stringContaining('plays: 5 of 5') })
  }
  await playing
  await house.settled('catalog')
  await expect.poll(() => playsIn('search', 'songs'), { timeout: 20_000 }).toEqual(await playsIn('catalog', 'song_plays'))
  expect((await playsIn('search', 'songs')).map(({ plays }) => Number(plays)).sort((a, b) => a - b)).toEqual([1, 1, 11, 11, 11])
})

test('users and playlists come back too, and a deleted playlist does not', { timeout: 180_000 }, async () => {
  for (const [consumer, name, table] of [['playlist', 'playlist', 'users'], ['playback-auth', 'playback_auth', 'listeners']] as const) {
    await house.db(name).deleteFrom(table).execute()
    expect(await house.announce('user', consumer)).toEqual({ code: 0, said: expect.stringContaining('users: 1 of 1') })
    await expect.poll(() => rows(name, table, ['user_id', 'version'], 'user_id')).toEqual([{ user_id: house.artist.user_id, version: 1 }])
  }
  await house.db('search').withSchema('search_index').deleteFrom('documents').where('type', '=', 'playlist').execute()
  expect(await house.announce('playlist', 'search')).toEqual({ code: 0, said: expect.stringContaining('playlists: 2 of 2') })
  await house.settled('search')
  expect((await documents()).filter(({ type }) => type === 'playlist')).toMatchObject([{ title: expect.stringMatching(/kept/i) }])
})

test('the transcoder hears again of every upload whose processing has not ended', { timeout: 180_000 }, async () => {
  const heard = new Map<string, unknown>()
  await using _hearing = await house.bus.consume('transcoder', async ({ type, aggregate_id, data }) => {
    if (type === 'song.uploaded') heard.set(aggregate_id, data)
  })
  expect(await house.announce('catalog', 'transcoder')).toEqual({ code: 0, said: expect.stringContaining('uploads: 200 of 200') })
  await house.settled('transcoder')
  expect([...heard.keys()].toSorted()).toEqual(song_ids.filter((_, n) => n % 5 === 4).toSorted())
  const [song_id = ''] = heard.keys()
  expect(heard.get(song_id)).toMatchObject({
    song_id,
    object_key: `uploads/${song_id}`,
    output_path: `artists/${house.artist.id}/albums/single/${song_id}/v1/`,
    file: { content_type: 'audio/wav' },
  })
})
