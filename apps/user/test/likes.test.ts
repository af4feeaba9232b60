import { randomUUIDv7 } from 'node:crypto'
import { songCard, type listLikes, type ReplyOf, type SongSnapshot } from '@segue/contracts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { testUser, type TestUser } from './fixture.ts'
import { announcement, deletion, someSong } from './songs.ts'

let it: TestUser
let token: string
let user_id: string
beforeAll(async () => {
  it = await testUser()
})
afterAll(() => it[Symbol.asyncDispose]())

async function someone() {
  ;({ token, user_id } = await it.register())
}
const like = (song_id: string, headers = {}) => it.ask('POST', `/v1/songs/${song_id}/like`, { token, headers })
const unlike = (song_id: string, headers = {}) => it.ask('DELETE', `/v1/songs/${song_id}/like`, { token, headers })
const likes = async (query = '') => (await it.ask<ReplyOf<typeof listLikes>>('GET', `/v1/users/me/likes${query}`, { token })).body
const likedIds = async () => (await likes()).items.map(({ song }) => song.id)
const flips = async (song_id: string) =>
  [...(await it.announced('song.liked')), ...(await it.announced('song.unliked'))]
    .filter(({ data }) => typeof data === 'object' && data !== null && 'song_id' in data && data.song_id === song_id)
    .map(({ type, aggregate_version }) => `${aggregate_version} ${type}`)
    .toSorted()
const isKnownAs = (song_id: string, status: string) =>
  vi.waitFor(
    async () => expect((await it.sql.query('select status from songs where song_id = $1', [song_id])).rows).toEqual([{ status }]),
    10_000,
  )

async function published(count = 1): Promise<SongSnapshot[]> {
  const songs = Array.from({ length: count }, (_, n) => someSong({ title: `Song ${n}` }))
  await it.bus.publish(songs.map((song) => announcement('song.published', 1, song)))
  return songs
}
async function publishedOne(): Promise<SongSnapshot> {
  const [song] = await published()
  if (!song) throw new Error('no song')
  return song
}

const notFound = { status: 404, body: { code: 'song_not_found' } }

test('a like of a song published this moment waits for the announcement, and the list shows its card', async () => {
  await someone()
  const song = await publishedOne()
  expect(await like(song.song_id)).toMatchObject({ status: 204, body: null })
  const { items, next_cursor } = await likes()
  expect(items).toEqual([{ song: songCard(song, 'http://localhost:4001'), liked_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) }])
  expect(next_cursor).toBeNull()
})

test('liking twice is liking once, and each real flip is announced with a version that grows', async () => {
  await someone()
  const { song_id } = await publishedOne()
  for (const ask of [unlike, like, like, unlike, unlike, like]) expect(await ask(song_id)).toMatchObject({ status: 204 })
  expect(await flips(song_id)).toEqual(['1 song.liked', '2 song.unliked', '3 song.liked'])
  const [liked] = (await it.announced('song.liked')).filter(({ data }) => JSON.stringify(data).includes(song_id))
  expect(liked).toMatchObject({ data: { user_id, song_id } })
  expect(await likedIds()).toEqual([song_id])
})

test('of twenty likes at once one is announced', async () => {
  await someone()
  const { song_id } = await publishedOne()
  const answers = await Promise.all(Array.from({ length: 20 }, () => like(song_id)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]))
  expect(await flips(song_id)).toEqual(['1 song.liked'])
})

test('a like repeated with its key after it was taken back stays taken back', async () => {
  await someone()
  const { song_id } = await publishedOne()
  await like(song_id, { 'idempotency-key': 'k1' })
  await unlike(song_id)
  expect(await like(song_id, { 'idempotency-key': 'k1' })).toMatchObject({ status: 204 })
  expect(await likedIds()).toEqual([])
})

test('a song that nobody announced is not found after two seconds', async () => {
  await someone()
  const started = performance.now()
  expect(await Promise.all([like(randomUUIDv7()), unlike(randomUUIDv7())])).toMatchObject([notFound, notFound])
  expect(performance.now() - started).toBeGreaterThan(1_900)
})

test('a song that waits for its release is not found yet', async () => {
  await someone()
  const song = someSong()
  await it.bus.publish([announcement('song.scheduled', 1, song)])
  expect(await Promise.all([like(song.song_id), unlike(song.song_id)])).toMatchObject([notFound, notFound])
  await it.bus.publish([announcement('song.published', 2, song)])
  expect(await like(song.song_id)).toMatchObject({ status: 204 })
})

test('a song that was taken down hides in the list and comes back with it, and its like can be taken back meanwhile', async () => {
  await someone()
  const [kept, taken] = await published(2)
  if (!kept || !taken) throw new Error('no songs')
  for (const { song_id } of [kept, taken]) await like(song_id)
  await it.bus.publish([kept, taken].map((song) => announcement('song.withdrawn', 2, song)))
  await Promise.all([isKnownAs(kept.song_id, 'withdrawn'), isKnownAs(taken.song_id, 'withdrawn')])
  expect(await likedIds()).toEqual([])
  expect(await like(taken.song_id)).toMatchObject(notFound)
  expect(await unlike(taken.song_id)).toMatchObject({ status: 204 })
  await it.bus.publish([kept, taken].map((song) => announcement('song.published', 3, song)))
  await vi.waitFor(async () => expect(await likedIds()).toEqual([kept.song_id]), 10_000)
})

test('a deleted song is gone from the list and not found, and a late announcement does not revive it', async () => {
  await someone()
  const song = await publishedOne()
  await like(song.song_id)
  await it.bus.publish([deletion(song.song_id, 2)])
  await isKnownAs(song.song_id, 'deleted')
  const [late] = [announcement('song.updated', 3, song)]
  await it.bus.publish([late])
  await vi.waitFor(async () => expect((await it.sql.query('select from inbox where event_id = $1', [late.id])).rowCount).toBe(1), 10_000)
  expect(await likedIds()).toEqual([])
  const started = performance.now()
  expect(await Promise.all([like(song.song_id), unlike(song.song_id)])).toMatchObject([notFound, notFound])
  expect(performance.now() - started).toBeLessThan(1_900)
})

test('pages of likes neither repeat nor miss one while more are added', async () => {
  await someone()
  const songs = await published(7)
  for (const { song_id } of songs) await like(song_id)
  const latestFirst = songs.map(({ song_id }) => song_id).toReversed()

  const first = await likes('?limit=3')
  await like((await publishedOne()).song_id)
  const second = await likes(`?limit=3&cursor=${first.next_cursor}`)
  const third = await likes(`?limit=3&cursor=${second.next_cursor}`)
  expect([first, second, third].flatMap(({ items }) => items.map(({ song }) => song.id))).toEqual(latestFirst)
  expect(third.next_cursor).toBeNull()
})

test.for(['?limit=0', '?limit=101', '?limit=x', '?cursor='])('a list asked for with %s is malformed', async (query) => {
  await someone()
  expect(await likes(query)).toMatchObject({ status: 400, code: 'invalid_request' })
})

test('a cursor that this list did not make is refused', async () => {
  await someone()
  expect(await likes('?cursor=abc')).toMatchObject({ status: 400, code: 'invalid_cursor' })
})

test('an id that is none is malformed', async () => {
  await someone()
  expect(await like('42')).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  expect(await it.ask('POST', `/v1/songs/${randomUUIDv7()}/like`)).toMatchObject({ status: 401 })
})

test('an id in capital letters is the same song', async () => {
  await someone()
  const { song_id } = await publishedOne()
  expect(await like(song_id.toUpperCase())).toMatchObject({ status: 204 })
  expect(await flips(song_id)).toEqual(['1 song.liked'])
})
