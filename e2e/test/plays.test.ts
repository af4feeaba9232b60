import { randomUUID } from 'node:crypto'
import { listTrending, recordPlayback, updateMe, updateSong, type BodyOf, type QueryOf } from '@segue/contracts'
import { beforeAll, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { everywhere } from '../src/everywhere.ts'
import { clientOf, newArtist, newListener, signIn, type Person, type PublishingArtist } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'
import { refusalOf } from '../src/refusal-of.ts'

type PlaybackEvent = BodyOf<typeof recordPlayback>[number]

const patiently = { timeout: 20_000, interval: 200 }
const hour_ms = 3_600_000
/** The beginning of this hour: a time that was, whenever the test runs. */
const thisHour = () => Math.floor(Date.now() / hour_ms) * hour_ms

// A genre that no other test has: its chart is ours alone.
const genre = `test ${randomUUID()}`
let artist: PublishingArtist
let short: string
let other: string
let long: string
let newest: string

beforeAll(async () => {
  artist = await newArtist('The Chart Makers')
  const publish = async (title: string, seconds: number) => (await publishSong(artist, { title, genre, seconds })).id
  long = await publish('Over Half a Minute', 31)
  short = await publish('A Short One', 2)
  other = await publish('Another Short One', 2)
  newest = await publish('The Newest', 2)
})

const event = (song_id: string, type: PlaybackEvent['type'], at: number, position_ms: number): PlaybackEvent => ({
  id: randomUUID(),
  type,
  song_id,
  position_ms,
  occurred_at: new Date(at).toISOString(),
})
const play = (song_id: string, at = thisHour()): PlaybackEvent[] => [
  event(song_id, 'started', at, 0),
  event(song_id, 'completed', at + 2_000, 2_000),
]
const report = ({ client }: Person, body: PlaybackEvent[]) => client.call(recordPlayback, { body })
async function newListenerFrom(country: string): Promise<Person> {
  const person = await newListener()
  await person.client.call(updateMe, { body: { country } })
  return signIn(person)
}
const chart = async (query: Partial<QueryOf<typeof listTrending>> = {}) =>
  (await clientOf().call(listTrending, { query: { genre, ...query } })).items
const playsOf = async (song_id: string, query: Partial<QueryOf<typeof listTrending>> = {}) =>
  (await chart(query)).find(({ song }) => song.id === song_id)?.plays
/** Long enough for a play to be counted, announced and charted, had it been one. */
async function settle(): Promise<void> {
  const marker = await newListener()
  const before = (await playsOf(newest)) ?? 0
  await report(marker, play(newest))
  await expect.poll(everywhere(() => playsOf(newest)), patiently).toBe(before + 1)
}

test('before anything was heard the chart is the newest songs', async () => {
  await expect.poll(everywhere(() => chart()), patiently).toHaveLength(4)
  const items = await chart()
  expect(items.map(({ song, plays, rank, previous_rank }) => [song.id, plays, rank, previous_rank])).toEqual([
    [newest, 0, 1, null],
    [other, 0, 2, null],
    [short, 0, 3, null],
    [long, 0, 4, null],
  ])
  const { generated_at, window, next_update_at } = await clientOf().call(listTrending, { query: { window: 'week' } })
  expect(window).toBe('week')
  expect(Date.parse(next_update_at)).toBeGreaterThan(Date.parse(generated_at))
})

test('one account counts once an hour for a song, however often and however it says so; another account counts too', async () => {
  const [one, two] = [await newListenerFrom('PT'), await newListenerFrom('BR')]
  const first = play(short)
  expect(await report(one, first)).toEqual({ accepted: 2 })
  await expect.poll(everywhere(() => playsOf(short)), patiently).toBe(1)

  await Promise.all(Array.from({ length: 5 }, () => report(one, first)))
  await report(one, first.toReversed())
  await report(
    one,
    first.map((said) => ({ ...said, occurred_at: new Date(thisHour() - 5 * hour_ms).toISOString() })),
  )
  for (let again = 1; again <= 10; again++) await report(one, play(short, thisHour() + again))
  await settle()
  expect(await playsOf(short)).toBe(1)

  await report(two, play(short))
  await expect.poll(everywhere(() => playsOf(short)), patiently).toBe(2)
  expect(await playsOf(short, { region: 'PT' })).toBe(1)
  expect(await playsOf(short, { region: 'BR' })).toBe(1)
  expect(await playsOf(short, { region: 'DE' }), 'filled up with what is new').toBe(0)
  for (const window of ['hour', 'day', 'week'] as const) expect(await playsOf(short, { window })).toBe(2)
  expect((await chart())[0]).toMatchObject({ rank: 1, song: { id: short } })
  await expect.poll(everywhere(async () => (await chart())[0]?.previous_rank), patiently).toBe(1)
})

test('what was heard offline counts in the hour it was heard, a long time after', async () => {
  const listener = await newListener()
  await report(listener, play(other, thisHour() - 3 * hour_ms))
  await report(listener, play(other, thisHour() - 50 * hour_ms))
  await expect.poll(everywhere(() => playsOf(other, { window: 'week' })), patiently).toBe(2)
  expect(await playsOf(other, { window: 'day' })).toBe(1)
  expect(await playsOf(other, { window: 'hour' })).toBe(0)
})

test('nobody hears tomorrow: times that have not come count no more than now', async () => {
  const listener = await newListener()
  const before = (await playsOf(other, { window: 'week' })) ?? 0
  for (let hours = 1; hours <= 24; hours++)
    await ask('POST', '/v1/playback/events', { token: listener.token, body: play(other, thisHour() + hours * hour_ms) })
  await settle()
  expect(await playsOf(other, { window: 'week' })).toBeLessThanOrEqual(before + 1)
})

test('a play counts after thirty seconds, however the news of it comes in', async () => {
  const [skips, stops, hears, late] = [await newListener(), await newListener(), await newListener(), await newListener()]
  const at = thisHour()
  await report(skips, [event(long, 'started', at, 0), event(long, 'skipped', at + 12_000, 12_000)])
  await report(stops, [event(long, 'started', at, 0), event(long, 'progress', at + 29_999, 29_999)])
  await settle()
  expect(await playsOf(long)).toBe(0)

  await report(hears, [event(long, 'started', at, 0)])
  await report(hears, [event(long, 'progress', at + 30_000, 30_000)])
  await expect.poll(everywhere(() => playsOf(long)), patiently).toBe(1)

  const [started, completed] = [event(long, 'started', at, 0), event(long, 'completed', at + 31_000, 31_000)]
  await report(late, [completed])
  await report(late, [started])
  await expect.poll(everywhere(() => playsOf(long)), patiently).toBe(2)
  await report(stops, [event(long, 'progress', at + 30_500, 30_500)])
  await expect.poll(everywhere(() => playsOf(long)), patiently).toBe(3)
})

test('the chart has pages, and a song taken down is not on it', async () => {
  const all = await chart({ window: 'week' })
  const second = await chart({ window: 'week', limit: 1, offset: 1 })
  expect(second.map(({ rank, song }) => [rank, song.id])).toEqual([[2, all[1]?.song.id]])
  expect(await chart({ window: 'week', offset: 100 })).toEqual([])
  expect(new Set(all.map(({ song }) => song.id)).size).toBe(all.length)
  expect(all.map(({ plays }) => plays)).toEqual(all.map(({ plays }) => plays).toSorted((a, b) => b - a))

  await artist.client.call(updateSong, { params: { song_id: short }, body: { visibility: 'taken_down' } })
  await expect.poll(everywhere(() => playsOf(short)), patiently).toBeUndefined()
  await artist.client.call(updateSong, { params: { song_id: short }, body: { visibility: 'published' } })
  await expect.poll(everywhere(() => playsOf(short)), patiently).toBe(2)
})

test('nobody hears what is not out yet, and reporting it tells nobody that it is there', async () => {
  const release_at = new Date(Date.now() + 86_400_000).toISOString()
  const { id } = await publishSong(artist, { title: 'Next Year', genre, seconds: 1.5, release_at })
  expect(await refusalOf(report(await newListener(), play(id)))).toMatchObject({ status: 404, code: 'song_not_found' })
  expect(await report(artist, play(id))).toEqual({ accepted: 2 })
})

test('what is no report is refused whole', async () => {
  const listener = await newListener()
  const good = () => event(short, 'started', thisHour(), 0)
  const bad: readonly unknown[] = [
    [],
    {},
    [[]],
    [null],
    ['started'],
    [{}],
    [{ ...good(), type: 'paused' }],
    [{ ...good(), position_ms: -1 }],
    [{ ...good(), position_ms: 1.5 }],
    [{ ...good(), position_ms: '0' }],
    [{ ...good(), position_ms: 86_400_001 }],
    [{ ...good(), occurred_at: 'yesterday' }],
    [{ ...good(), occurred_at: '2026-02-30T00:00:00Z' }],
    [{ ...good(), occurred_at: 1_700_000_000 }],
    [{ ...good(), id: 'one' }],
    [{ ...good(), song_id: 'one' }],
    [{ ...good(), plays: 1_000 }],
    [{ ...good(), user_id: artist.id }],
    Array.from({ length: 101 }, good),
  ]
  for (const body of bad) {
    const answer = await ask('POST', '/v1/playback/events', { token: listener.token, body })
    expect([answer.status, answer.body.code], JSON.stringify(body)?.slice(0, 100)).toEqual([400, 'invalid_request'])
  }
  expect(await refusalOf(report(listener, [good(), event(randomUUID(), 'started', thisHour(), 0)]))).toMatchObject({
    status: 404,
    code: 'song_not_found',
  })
  for (const occurred_at of [
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-23:59',
    '1969-12-31T23:59:59.999Z',
  ]) {
    expect(
      (await ask('POST', '/v1/playback/events', { token: listener.token, body: [{ ...good(), occurred_at }] })).status,
      occurred_at,
    ).toBeLessThan(500)
  }
  expect(await report(listener, Array.from({ length: 100 }, good))).toEqual({ accepted: 100 })
})
