import { randomUUIDv7 } from 'node:crypto'
import { search, suggest, topology, type Envelope, type Problem, type ReplyOf } from '@segue/contracts'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import type { Service } from '@segue/service'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { config, startSearch } from '../src/index.ts'
import { announced, artist, playlist, plays, song } from './events.ts'

const stack = new AsyncDisposableStack()
let service: Service
let bus: EventBus

beforeAll(async () => {
  const [database, busDatabase] = [stack.use(await testDatabase()), stack.use(await testDatabase())]
  const settings = config.load({
    SEARCH_PORT: '0',
    SEARCH_DATABASE_URL: database.url,
    SEARCH_INDEX_URL: database.url,
    SEGUE_BUS_URL: busDatabase.url,
    SEGUE_MEDIA_URL: 'http://media.test',
    SEGUE_LOG_LEVEL: 'warn',
  })
  service = stack.use(await startSearch(settings))
  bus = stack.use(await openEventBus(busDatabase.url, { topology }))
})
afterAll(() => stack.disposeAsync())

type Found = ReplyOf<typeof search>
const answers = Compile(search.reply.body)

async function ask(query: Readonly<Record<string, string>>): Promise<Found> {
  const response = await fetch(`${service.url}/v1/search?${new URLSearchParams(query)}`)
  expect(response.status).toBe(200)
  return answers.Parse(await response.json())
}

async function refused(query: string): Promise<Problem> {
  const response = await fetch(`${service.url}/v1/search${query}`)
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  return await response.json() as Problem
}

/** Publishes, and waits until all of it was taken. */
async function happened(...events: readonly Envelope[]): Promise<void> {
  await bus.publish(events)
  await expect.poll(async () => (await bus.backlog('search')).waiting, { timeout: 15_000, interval: 20 }).toBe(0)
}

const named = (name: string) => ({ id: randomUUIDv7(), name })

test('a published song is found with everything that a list shows', async () => {
  const [punk, id] = [named('Daft Punk'), randomUUIDv7()]
  await happened(
    announced('artist.created', punk.id, 1, artist(punk)),
    announced('song.published', id, 1, song(id, 'Around the World', [punk], { album: { id: randomUUIDv7(), title: 'Homework' } })),
  )
  const { query, results, took_ms, index_lag_ms } = await ask({ q: 'arround teh world daft' })
  expect(query).toBe('arround teh world daft')
  expect(results.songs).toEqual({
    items: [{
      id,
      title: 'Around the World',
      artists: [punk],
      album: { id: expect.any(String), title: 'Homework' },
      duration_ms: 201_000,
      genre: 'House',
      explicit: false,
      artwork_url: 'http://media.test/images/abc-640.jpg',
      released_at: '2026-01-01T00:00:00.000Z',
    }],
    total: 1,
    offset: 0,
  })
  expect(Object.keys(results).sort()).toEqual(['albums', 'artists', 'playlists', 'songs'])
  expect(took_ms).toBeGreaterThanOrEqual(0)
  expect(index_lag_ms).toBeGreaterThan(0)
  expect(index_lag_ms).toBeLessThan(15_000)
})

test('one type asked for is one type answered', async () => {
  expect(Object.keys((await ask({ q: 'daft', type: 'song' })).results)).toEqual(['songs'])
  const { results } = await ask({ q: 'daft punk', type: 'artist,playlist' })
  expect(Object.keys(results)).toEqual(['artists', 'playlists'])
  expect(results.artists?.items).toEqual([{ id: expect.any(String), name: 'Daft Punk', genres: ['House'], image_url: null }])
})

test('a song is gone once it is taken down, and back when it is published again', async () => {
  const [by, id] = [named('Vanishing Act'), randomUUIDv7()]
  const snapshot = song(id, 'Quicksilver Mirage', [by])
  await happened(announced('song.published', id, 1, snapshot))
  expect((await ask({ q: 'quicksilver mirage' })).results.songs?.items).toHaveLength(1)
  await happened(announced('song.withdrawn', id, 2, snapshot))
  expect((await ask({ q: 'quicksilver mirag' })).results.songs?.items).toEqual([])
  await happened(announced('song.published', id, 3, snapshot))
  expect((await ask({ q: 'mirage quicksilver' })).results.songs?.items).toHaveLength(1)
  await happened(announced('song.deleted', id, 4, { song_id: id, path: `artists/a/${id}/` }))
  await happened(announced('song.updated', id, 3, snapshot))
  expect((await ask({ q: 'quicksilver' })).results.songs?.items).toEqual([])
})

test('a scheduled song is not found before its release', async () => {
  const id = randomUUIDv7()
  await happened(announced('song.scheduled', id, 1, song(id, 'Tomorrowland Overture', [named('Later')])))
  expect((await ask({ q: 'tomorrowland overture' })).results.songs?.items).toEqual([])
})

test('songs follow when their artist takes another name, also an artist announced after them', async () => {
  const [by, id] = [named('Cassius Marsellus'), randomUUIDv7()]
  await happened(announced('song.published', id, 1, song(id, 'Lightfoot', [by])))
  await happened(
    announced('artist.created', by.id, 1, artist(by)),
    announced('artist.updated', by.id, 2, artist({ ...by, name: 'Muhammad Alioth' })),
  )
  const { results } = await ask({ q: 'lightfoot alioth', type: 'song' })
  expect(results.songs?.items[0]?.artists).toEqual([{ id: by.id, name: 'Muhammad Alioth' }])
  expect((await ask({ q: 'marsellus', type: 'artist,song' })).results.songs?.items).toEqual([])
})

test('the more played come first, songs and artists alike, even when the plays were counted before the song was known', async () => {
  const [little, much] = [named('Zephyrine Little'), named('Zephyrine Much')]
  const [a, b] = [randomUUIDv7(), randomUUIDv7()]
  await happened(announced('plays.totalled', randomUUIDv7(), 1, plays([a, 3], [b, 2])))
  await happened(
    announced('song.published', a, 1, song(a, 'Zephyrine one', [little])),
    announced('song.published', b, 1, song(b, 'Zephyrine two', [much])),
    announced('artist.created', little.id, 1, artist(little)),
    announced('artist.created', much.id, 1, artist(much)),
  )
  await happened(announced('plays.totalled', randomUUIDv7(), 1, plays([b, 5])))
  // Told late, and told again.
  await happened(announced('plays.totalled', randomUUIDv7(), 1, plays([b, 2])), announced('plays.totalled', randomUUIDv7(), 1, plays([a, 3], [b, 5])))
  const { results } = await ask({ q: 'zephyrine' })
  expect(results.songs?.items.map(({ id }) => id)).toEqual([b, a])
  expect(results.artists?.items.map(({ id }) => id)).toEqual([much.id, little.id])
})

test('public playlists are found, private and deleted ones are not', async () => {
  const [id, secret] = [randomUUIDv7(), randomUUIDv7()]
  await happened(
    announced('playlist.created', id, 1, playlist(id, 'Sunday Pancakes', 'public')),
    announced('playlist.created', secret, 1, playlist(secret, 'Sunday Secrets', 'private')),
  )
  const { results } = await ask({ q: 'sunday' })
  expect(results.playlists?.items).toEqual([{ id, name: 'Sunday Pancakes', owner: { id, display_name: 'Ada' }, item_count: 3 }])
  await happened(announced('playlist.updated', id, 2, playlist(id, 'Sunday Pancakes', 'private')))
  expect((await ask({ q: 'sunday pancakes' })).results.playlists?.items).toEqual([])
})

test('pages by limit and offset, and keeps to a genre', async () => {
  const by = named('Pagination Choir')
  const ids = Array.from({ length: 5 }, () => randomUUIDv7())
  const songs = ids.map((id, at) => song(id, `Pagination ${at}`, [by], { genre: at === 0 ? 'Choral' : 'Pop' }))
  await happened(...songs.map((snapshot) => announced('song.published', snapshot.song_id, 1, snapshot)))
  const answered = await Promise.all(['0', '2', '4'].map((offset) => ask({ q: 'pagination', type: 'song', limit: '2', offset })))
  const pages = answered.map(({ results }) => results.songs)
  expect(pages.map((page) => [page?.items.length, page?.total, page?.offset])).toEqual([[2, 5, 0], [2, 5, 2], [1, 5, 4]])
  expect(new Set(pages.flatMap((page) => page?.items.map(({ id }) => id) ?? []))).toEqual(new Set(ids))
  expect((await ask({ q: 'pagination', genre: 'choral' })).results.songs?.total).toBe(1)
})

test('suggests what one may be typing', async () => {
  const response = await fetch(`${service.url}/v1/search/suggest?q=daf&limit=3`)
  const { items } = Compile(suggest.reply.body).Parse(await response.json())
  expect(items[0]).toEqual({ type: 'artist', id: expect.any(String), text: 'Daft Punk' })
})

test.for([
  '', '?q=', '?q=%20', '?q=a&type=video', '?q=a&type=', '?q=a&limit=0', '?q=a&limit=101', '?q=a&offset=9990&limit=20',
  `?q=${'a'.repeat(201)}`,
])('refuses "%s" as malformed', async (query) => {
  const { status, code } = await refused(query)
  expect({ status, code }).toEqual({ status: 400, code: 'invalid_request' })
})

test.for(["'; drop table songs; --", 'a:* & (b', '\\', '%', '💿', '🎵🎵', '"', '<->'])('takes %s for text', async (q) => {
  const { results } = await ask({ q })
  expect(results.songs?.total).toBeGreaterThanOrEqual(0)
})

test('says what it depends on; who asks without a token needs no keys', async () => {
  const response = await fetch(`${service.url}/health/ready`)
  expect(await response.json()).toEqual({ ready: true, degraded: true, dependencies: { index: 'up', user: 'down', database: 'up', bus: 'up', cache: 'up' } })
})
