import type { EventData, listTrending, OwnSong, ReplyOf } from '@segue/contracts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openCatalog, soon, transcoded, uploadSong, type TestCatalog, type User } from './open-catalog.ts'

let catalog: TestCatalog
let artist: User & { readonly artist_id: string }
const songs: Record<string, string> = {}
beforeAll(async () => {
  catalog = await openCatalog({ CATALOG_CHART_REFRESH_S: '1' })
  artist = await catalog.artist()
  for (const [title, genre] of [['Rain', 'Pop'], ['Storm', 'Rock'], ['Snow', 'Pop'], ['Fog', 'Folk']] as const) {
    const { id } = await uploadSong(artist, { title, genre })
    await catalog.tell('song.transcoded', id, transcoded(id, artist.artist_id))
    await vi.waitUntil(async () => (await artist.call<OwnSong>('GET', `/v1/artists/me/songs/${id}`)).body.status === 'ready', soon)
    songs[title] = id
  }
})
afterAll(() => catalog[Symbol.asyncDispose]())

const chart = async (query = '') => (await (await fetch(`${catalog.url}/v1/songs/trending${query}`)).json()) as ReplyOf<typeof listTrending>
const places = async (query = '') => (await chart(query)).items.map(({ song, plays }) => `${song.title} ${plays}`)
const count = (plays: readonly (readonly [title: string, region: string | null, plays: number, hours_ago?: number])[]) =>
  catalog.tell('plays.counted', artist.artist_id, {
    items: plays.map(([title, region, times, hours_ago = 0]) => ({
      song_id: songs[title] ?? '',
      hour: new Date(Date.now() - hours_ago * 3_600_000).toISOString(),
      region,
      plays: times,
    })),
  })

test('before anything was played, the newest songs are the chart', async () => {
  const { items, generated_at, next_update_at, window } = await chart()
  expect(items.map(({ rank, previous_rank, song, plays }) => [rank, previous_rank, song.title, plays])).toEqual([
    [1, null, 'Fog', 0], [2, null, 'Snow', 0], [3, null, 'Storm', 0], [4, null, 'Rain', 0],
  ])
  expect(window).toBe('day')
  expect(Date.parse(next_update_at)).toBeGreaterThanOrEqual(Date.parse(generated_at))
})

test('plays make the chart: overall, by genre, by region and by window; the newest fill it up', async () => {
  await count([['Rain', 'SE', 3], ['Storm', 'SE', 5], ['Rain', 'NO', 4], ['Rain', null, 1], ['Rain', null, 1], ['Snow', 'SE', 100, 48]])
  await expect.poll(() => places(), soon).toEqual(['Rain 9', 'Storm 5', 'Fog 0', 'Snow 0'])
  await expect.poll(() => places('?window=hour'), soon).toEqual(['Rain 9', 'Storm 5', 'Fog 0', 'Snow 0'])
  await expect.poll(() => places('?window=week'), soon).toEqual(['Snow 100', 'Rain 9', 'Storm 5', 'Fog 0'])
  expect(await places('?region=SE')).toEqual(['Storm 5', 'Rain 3', 'Fog 0', 'Snow 0'])
  expect(await places('?genre=pOP')).toEqual(['Rain 9', 'Snow 0'])
  expect(await places('?genre=Pop&region=NO')).toEqual(['Rain 4', 'Snow 0'])
  expect(await places('?genre=Jazz')).toEqual([])
  expect(await places('?limit=2&offset=1')).toEqual(['Storm 5', 'Fog 0'])
  expect(await places('?limit=2&offset=3')).toEqual(['Snow 0'])
  expect((await chart('?limit=2&offset=1')).items.map(({ rank }) => rank)).toEqual([2, 3])
})

test('a chart says where a song stood before', async () => {
  const ranks = async () => (await chart()).items.map(({ song, plays, previous_rank }) => `${song.title} ${plays} was ${previous_rank}`)
  await expect.poll(ranks, soon).toEqual(['Rain 9 was 1', 'Storm 5 was 2', 'Fog 0 was null', 'Snow 0 was null'])
  await count([['Storm', 'SE', 10]])
  await expect.poll(ranks, soon).toEqual(['Storm 15 was 2', 'Rain 9 was 1', 'Fog 0 was null', 'Snow 0 was null'])
})

test('a song that is taken down leaves the chart, and the others move up', async () => {
  await artist.call('PATCH', `/v1/songs/${songs['Storm']}`, { visibility: 'taken_down' })
  await expect.poll(() => places(), soon).toEqual(['Rain 9', 'Fog 0', 'Snow 0'])
  expect((await chart()).items.map(({ rank }) => rank)).toEqual([1, 2, 3])
  await artist.call('PATCH', `/v1/songs/${songs['Storm']}`, { visibility: 'published' })
  await expect.poll(() => places(), soon).toEqual(['Storm 15', 'Rain 9', 'Fog 0', 'Snow 0'])
})

test('how often a song was played so far is announced with each count, whatever hour it was', async () => {
  const totals = () => catalog.heard.filter(({ type }) => type === 'plays.totalled').flatMap(({ data }) => (data as EventData<'plays.totalled'>).items)
  const greatest = (title: string) => Math.max(...totals().filter(({ song_id }) => song_id === songs[title]).map(({ plays }) => plays))
  await expect.poll(() => ['Rain', 'Storm', 'Snow'].map(greatest), soon).toEqual([9, 15, 100])
  await count([['Snow', 'SE', 1], ['Snow', 'NO', 1, 72]])
  await expect.poll(() => greatest('Snow'), soon).toBe(102)
})

test.each(['?window=year', '?region=se', '?limit=0', '?offset=9990&limit=20'])('a chart asked for with %s is malformed', async (query) => {
  expect((await fetch(`${catalog.url}/v1/songs/trending${query}`)).status).toBe(400)
})
