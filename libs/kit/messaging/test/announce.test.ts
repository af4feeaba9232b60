import { randomUUIDv7 } from 'node:crypto'
import { topology, type EventData } from '@segue/contracts'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { announceState, envelopeOf, stateOf, type Progress, type State } from '../src/index.ts'

let stack: AsyncDisposableStack
let bus: EventBus

beforeEach(async () => {
  stack = new AsyncDisposableStack()
  bus = stack.use(await openEventBus(stack.use(await testDatabase()).url, { topology }))
})
afterEach(() => stack.disposeAsync())

interface Artist {
  readonly artist_id: string
  readonly version: number
}

const snapshot = (artist_id: string): EventData<'artist.updated'> => ({ artist_id, owner_user_id: artist_id, name: 'Ada', genres: [], country: null, image_path: null })

/** A table of artists in the order of their ids. */
function artistsOf(rows: readonly Artist[]): State {
  return stateOf<Artist>({
    name: 'artists',
    types: ['artist.updated'],
    count: async () => rows.length,
    page: async (after, limit) => rows.filter(({ artist_id }) => after === undefined || artist_id > after.artist_id).slice(0, limit),
    announce: (page) => page.map(({ artist_id, version }) => envelopeOf('artist.updated', { aggregate_id: artist_id, aggregate_version: version, data: snapshot(artist_id) })),
  })
}

const some = (count: number): readonly Artist[] => Array.from({ length: count }, (_, n) => ({ artist_id: randomUUIDv7(), version: n + 1 })).toSorted((a, b) => (a.artist_id < b.artist_id ? -1 : 1))

test('one consumer hears everything once, under the versions that things have, and nobody else anything', async () => {
  const artists = some(25)
  const heard: Artist[] = []
  stack.use(await bus.consume('search', async ({ aggregate_id, aggregate_version }) => void heard.push({ artist_id: aggregate_id, version: aggregate_version })))
  const seen: Progress[] = []
  await announceState(bus, 'search', [artistsOf(artists)], { page: 10, onProgress: (progress) => seen.push(progress) })
  await expect.poll(() => heard.toSorted((a, b) => (a.artist_id < b.artist_id ? -1 : 1)), { timeout: 10_000 }).toEqual(artists)
  expect(seen.map(({ done, total }) => [done, total])).toEqual([[0, 25], [10, 25], [20, 25], [25, 25]])
  expect(await bus.backlog('user')).toMatchObject({ waiting: 0 })
})

test('the queue of the consumer stays short, however slow it is', async () => {
  let handled = 0
  let longest = 0
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 2))
    longest = Math.max(longest, (await bus.backlog('search')).waiting)
    handled++
  }
  stack.use(await bus.consume('search', slow, { concurrency: 4 }))
  await announceState(bus, 'search', [artistsOf(some(400))], { page: 20, most_waiting: 50 })
  await expect.poll(() => handled, { timeout: 15_000 }).toBe(400)
  expect(longest).toBeGreaterThan(0)
  expect(longest).toBeLessThanOrEqual(70)
})

test('whoever hears nothing of an owner is told so', async () => {
  await expect(announceState(bus, 'transcoder', [artistsOf(some(1))])).rejects.toThrow('transcoder hears nothing of artists')
  expect(await bus.backlog('transcoder')).toMatchObject({ waiting: 0 })
})
