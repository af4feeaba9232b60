import { randomUUIDv7 } from 'node:crypto'
import type { EventData, PlaybackEvent } from '@segue/contracts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { playbackService, snapshot, type PlaybackService } from './playback-service.ts'

type Counted = EventData<'plays.counted'>['items'][number]

let it: PlaybackService
const counted: Counted[] = []
beforeAll(async () => {
  it = await playbackService()
  await it.bus.consume('catalog', async (event) => {
    if (event.type === 'plays.counted') counted.push(...(event.data as EventData<'plays.counted'>).items)
  })
})
afterAll(() => it[Symbol.asyncDispose]())

const plays = (song_id: string) => counted.filter((item) => item.song_id === song_id).reduce((sum, item) => sum + item.plays, 0)
const post = (events: readonly unknown[], headers: Record<string, string>) =>
  fetch(`${it.url}/v1/playback/events`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(events) })

/** Five minutes into an hour that was: what has not come counts as now. */
const hour = Math.floor(Date.now() / 3_600_000 - 5) * 3_600_000
const began = hour + 300_000
const event = (song_id: string, type: PlaybackEvent['type'], second: number, position_s: number): PlaybackEvent => ({
  id: randomUUIDv7(),
  type,
  song_id,
  position_ms: position_s * 1000,
  occurred_at: new Date(began + second * 1000).toISOString(),
})

async function publishedSong(): Promise<string> {
  const song = snapshot()
  await it.send('song.published', song.song_id, 1, song)
  return song.song_id
}

test('a play counts once at thirty seconds, whatever is sent twice, late or out of order', async () => {
  const song_id = await publishedSong()
  const { headers } = await it.identity.token({ country: 'SE' })
  const heard = [event(song_id, 'started', 0, 0), event(song_id, 'progress', 31, 31), event(song_id, 'completed', 60, 60)]
  expect((await post([heard[2], heard[1]], headers)).status).toBe(202)
  expect((await post(heard, headers)).status).toBe(202)
  expect((await post(heard, headers)).status).toBe(202)
  await vi.waitFor(() => expect(counted.filter((item) => item.song_id === song_id)).toEqual([{ song_id, hour: new Date(hour).toISOString(), region: 'SE', plays: 1 }]), { timeout: 10_000 })
})

test('one account that replays a song counts once an hour, and another account counts by itself', async () => {
  const song_id = await publishedSong()
  const [fan, friend] = [await it.identity.token(), await it.identity.token()]
  const listen = (at: number) => [event(song_id, 'started', at, 0), event(song_id, 'progress', at + 35, 35)]
  await post([...listen(0), ...listen(60), ...listen(120)], fan.headers)
  await post(listen(7_200), fan.headers)
  await post(listen(10), friend.headers)
  await vi.waitFor(() => expect(plays(song_id)).toBe(3), { timeout: 10_000 })
})

test('a play that was skipped early does not count', async () => {
  const [skipped, heard] = [await publishedSong(), await publishedSong()]
  const { headers } = await it.identity.token()
  await post([event(skipped, 'started', 0, 0), event(skipped, 'skipped', 29, 29)], headers)
  await post([event(heard, 'started', 0, 0), event(heard, 'completed', 60, 60)], headers)
  await vi.waitFor(() => expect(plays(heard)).toBe(1), { timeout: 10_000 })
  expect(plays(skipped)).toBe(0)
})

test('a hundred listeners at once are a hundred plays', async () => {
  const song_id = await publishedSong()
  const listeners = await Promise.all(Array.from({ length: 100 }, () => it.identity.token()))
  const answers = await Promise.all(listeners.map(({ headers }) => post([event(song_id, 'started', 0, 0), event(song_id, 'progress', 30, 30)], headers)))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 202))
  await vi.waitFor(() => expect(plays(song_id)).toBe(100), { timeout: 30_000 })
})

test('what is no report is refused, and a batch with a song that never was leaves nothing', async () => {
  const song_id = await publishedSong()
  const { headers } = await it.identity.token()
  const good = event(song_id, 'started', 0, 0)
  for (const bad of [[], [{ ...good, type: 'heard' }], [{ ...good, position_ms: -1 }], [{ ...good, id: 'x' }], [{ ...good, occurred_at: 'yesterday' }], Array.from({ length: 101 }, () => good)]) {
    expect((await post(bad, headers)).status).toBe(400)
  }
  expect((await post([good], {})).status).toBe(401)
  const unknown = await post([event(song_id, 'progress', 40, 40), event(randomUUIDv7(), 'started', 0, 0)], headers)
  expect(unknown.status).toBe(404)
  await post([good], headers)
  await new Promise((resolve) => setImmediate(resolve))
  expect(plays(song_id)).toBe(0)
})
