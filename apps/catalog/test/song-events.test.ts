import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCatalog, refused, soon, transcoded, uploadSong, type TestCatalog, type User } from './open-catalog.ts'
import { readStream, type StreamEvent } from './read-stream.ts'

let catalog: TestCatalog
let artist: User & { readonly artist_id: string }
beforeAll(async () => {
  catalog = await openCatalog()
  artist = await catalog.artist()
})
afterAll(() => catalog[Symbol.asyncDispose]())

const follow = (song_id: string, after?: number, enough?: (events: readonly StreamEvent[]) => boolean) =>
  readStream(
    `${catalog.url}/v1/songs/${song_id}/events`,
    { ...artist.headers, ...(after !== undefined && { 'last-event-id': String(after) }) },
    enough,
  )
const progress = (song_id: string, rendition: '64k' | '128k' | '320k', percent: number) =>
  catalog.tell('song.transcoding', song_id, { song_id, audio_version: 1, rendition, percent })
const told = (events: readonly StreamEvent[]) => events.map(({ type, data }) => ({ [type]: data }))

test('who follows a song sees every step until it is ready', async () => {
  const { id } = await uploadSong(artist)
  const following = follow(id)
  await progress(id, '64k', 40)
  await progress(id, '320k', 10)
  await expect.poll(async () => (await follow(id, 0, (events) => events.length >= 4)).length, soon).toBe(4)
  await catalog.tell('song.transcoded', id, transcoded(id, artist.artist_id))
  const events = await following

  expect(told(events).slice(0, 2)).toEqual([{ status: { status: 'awaiting_upload' } }, { status: { status: 'processing' } }])
  expect(told(events)).toContainEqual({ progress: { rendition: '64k', percent: 40 } })
  expect(told(events)).toContainEqual({ progress: { rendition: '320k', percent: 10 } })
  for (const rendition of ['64k', '128k', '320k']) expect(told(events)).toContainEqual({ progress: { rendition, percent: 100 } })
  expect(told(events).slice(-2)).toEqual([{ status: { status: 'ready' } }, { ready: {} }])
  expect(events.map(({ id: number }) => number)).toEqual(events.map((_, index) => index + 1))

  expect(await follow(id)).toEqual(events)
  expect(await follow(id, 3)).toEqual(events.slice(3))
  expect(await follow(id, events.length)).toEqual([])
})

test('progress never goes back, whatever the order in which it arrives', async () => {
  const { id } = await uploadSong(artist)
  for (const percent of [50, 20, 80, 80, 10]) {
    await progress(id, '128k', percent)
    await pause(30)
  }
  const events = await follow(id, 0, (seen) => seen.some(({ data }) => JSON.stringify(data).includes('80')))
  const percents = events.filter(({ type }) => type === 'progress').map(({ data }) => Number(data['percent']))
  expect(percents).toEqual([...new Set(percents)].toSorted((a, b) => a - b))
})

test('a refused file ends the stream with its code', async () => {
  const { id } = await uploadSong(artist)
  const following = follow(id)
  await catalog.tell('song.rejected', id, { song_id: id, audio_version: 1, code: 'not_audio', message: 'This is no audio' })
  expect(told(await following).slice(-2)).toEqual([{ status: { status: 'failed' } }, { failed: { code: 'not_audio' } }])
  const { body } = await artist.call('GET', `/v1/artists/me/songs/${id}`)
  expect(body).toMatchObject({ status: 'failed', visibility: null, failure: { code: 'not_audio', message: 'This is no audio' } })
})

test('another replica serves the same stream', async () => {
  await using replica = await catalog.replica()
  const { id } = await uploadSong(artist)
  const following = readStream(`${replica.url}/v1/songs/${id}/events`, artist.headers)
  await catalog.tell('song.transcoded', id, transcoded(id, artist.artist_id))
  expect(told(await following).at(-1)).toEqual({ ready: {} })
})

test('only the owner may follow a song', async () => {
  const { id } = await uploadSong(artist)
  const other = await catalog.artist('Somebody Else')
  expect(await other.call('GET', `/v1/songs/${id}/events`)).toMatchObject(refused(403, 'not_your_song'))
  expect(await artist.call('GET', `/v1/songs/${artist.artist_id}/events`)).toMatchObject(refused(404, 'song_not_found'))
})

test('the stream of a song that is deleted ends', async () => {
  const { id } = await uploadSong(artist)
  const following = follow(id)
  expect((await artist.call('DELETE', `/v1/songs/${id}`)).status).toBe(204)
  expect(told(await following).at(-1)).toEqual({ status: { status: 'processing' } })
})

test('streams end when the service stops, and it stops at once', async () => {
  await using own = await openCatalog()
  const someone = await own.artist()
  const { id } = await uploadSong(someone)
  const following = readStream(`${own.url}/v1/songs/${id}/events`, someone.headers)
  await pause(300)
  const before = performance.now()
  await own.stop()
  expect(performance.now() - before).toBeLessThan(3_000)
  expect(told(await following)).toHaveLength(2)
})
