import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Misconfigured, openEventBus, type Binding, type EventBus, type EventBusOptions } from '@segue/event-bus'
import type { Envelope } from '@segue/contracts'
import type { Adapter, Broker } from './adapters.ts'

const topology = { search: ['song.published', 'song.deleted'], playlist: ['song.published'] }
const patience = { timeout: 25_000, interval: 20 }

const song = (type = 'song.published', data: unknown = {}): Envelope => ({
  id: randomUUID(), type, aggregate_id: randomUUID(), aggregate_version: 1, occurred_at: new Date().toISOString(), data,
})
const songs = (count: number, type?: string) => Array.from({ length: count }, (_, n) => song(type, { n }))
const ids = (events: readonly Envelope[]) => events.map(({ id }) => id).toSorted()

/** Consumes into a list. */
async function collect(bus: EventBus, consumer: string, concurrency = 8) {
  const seen: Envelope[] = []
  const subscription = await bus.consume(consumer, async (event) => void seen.push(event), { concurrency })
  return { seen, [Symbol.asyncDispose]: () => subscription[Symbol.asyncDispose]() }
}

/** Another process that has taken an event of `search` and never finishes it. */
async function stuckProcess(url: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'stuck-consumer.ts'), url, 'search', 'song.published'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  await once(createInterface(child.stdout), 'line')
  return {
    kill: (signal: 'SIGKILL' | 'SIGSTOP') => child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

const empty = (bus: EventBus, consumer: string) =>
  vi.waitFor(async () => expect(await bus.backlog(consumer)).toMatchObject({ waiting: 0 }), patience)

/** What every adapter keeps of the interface's promises. */
export function conformance(adapter: Adapter): void {
  const { missing } = adapter
  describe.skipIf(missing)(`an event bus over ${adapter.name}${missing ? ` (${missing})` : ''}`, () => {
    let broker: Broker
    beforeAll(async () => {
      broker = await adapter.start()
    })
    afterAll(() => broker[Symbol.asyncDispose]())

    const openFresh = async (options: Partial<EventBusOptions> = {}) => {
      const url = await broker.freshUrl()
      return { url, bus: await openEventBus(url, { topology, ...options }) }
    }

    test('an event reaches every consumer bound to its type, as it was published, and no other', async () => {
      await using bus = (await openFresh()).bus
      await using search = await collect(bus, 'search')
      await using playlist = await collect(bus, 'playlist')
      const published = song('song.published', { title: 'Nul \0 and "quotes" \\ Blåhøj 🎧 \ud800', nested: [1, null, { a: true }] })
      const deleted = song('song.deleted')
      await bus.publish([published, deleted, song('nobody.cares')])
      await vi.waitFor(() => expect(ids(search.seen)).toEqual(ids([published, deleted])), patience)
      await vi.waitFor(() => expect(playlist.seen).toEqual([published]), patience)
      expect(search.seen).toContainEqual(published)
      await empty(bus, 'search')
      await empty(bus, 'playlist')
    })

    test('what is published while nobody listens waits, and is counted', async () => {
      const { url, bus: publisher } = await openFresh()
      const events = songs(20)
      await publisher.publish(events)
      await expect(publisher.backlog('search')).resolves.toMatchObject({ waiting: 20, dead: 0 })
      await publisher[Symbol.asyncDispose]()
      await using bus = await openEventBus(url, { topology })
      await vi.waitFor(async () => expect((await bus.backlog('search')).oldest_ms).toBeGreaterThan(0), patience)
      await using search = await collect(bus, 'search')
      await vi.waitFor(() => expect(ids(search.seen)).toEqual(ids(events)), patience)
      await empty(bus, 'search')
      await expect(bus.backlog('search')).resolves.toEqual({ waiting: 0, dead: 0, oldest_ms: 0 })
    })

    test('several processes share a queue: each event is handled, and by one of them', async () => {
      const { url, bus: first } = await openFresh()
      await using _first = first
      await using second = await openEventBus(url, { topology })
      await using one = await collect(first, 'search', 2)
      await using two = await collect(second, 'search', 2)
      const events = songs(400)
      await Promise.all([0, 100, 200, 300].map((from) => first.publish(events.slice(from, from + 100))))
      await vi.waitFor(() => expect(ids([...one.seen, ...two.seen])).toEqual(ids(events)), patience)
      await empty(first, 'search')
      expect(one.seen.length).toBeGreaterThan(0)
      expect(two.seen.length).toBeGreaterThan(0)
    })

    test('an event published twice arrives twice with the same id, for the consumer to recognise', async () => {
      await using bus = (await openFresh()).bus
      await using search = await collect(bus, 'search')
      const event = song()
      await bus.publish([event, event])
      await vi.waitFor(() => expect(search.seen).toEqual([event, event]), patience)
    })

    test('events for one consumer reach it alone, even of a type it is not bound to', async () => {
      await using bus = (await openFresh()).bus
      await using search = await collect(bus, 'search')
      await using playlist = await collect(bus, 'playlist')
      const events = [song(), song('song.deleted')]
      await bus.publish(events, { to: 'playlist' })
      await vi.waitFor(() => expect(ids(playlist.seen)).toEqual(ids(events)), patience)
      expect(search.seen).toEqual([])
      await expect(bus.publish(events, { to: 'nobody' })).rejects.toThrow('no consumer "nobody"')
      await expect(bus.consume('nobody', async () => {})).rejects.toThrow('no consumer "nobody"')
    })

    test('no more handlers run at once than the consumer allows', async () => {
      await using bus = (await openFresh()).bus
      let running = 0
      let most = 0
      await using _subscription = await bus.consume(
        'search',
        async () => {
          most = Math.max(most, ++running)
          await new Promise((done) => setTimeout(done, 5))
          running -= 1
        },
        { concurrency: 3 },
      )
      await bus.publish(songs(60))
      await empty(bus, 'search')
      expect(most).toBe(3)
    })

    test('a slow consumer holds up neither another consumer nor those who publish', async () => {
      await using bus = (await openFresh()).bus
      const release = Promise.withResolvers<void>()
      await using _slow = await bus.consume('search', () => release.promise)
      await using playlist = await collect(bus, 'playlist')
      const events = songs(500)
      for (let from = 0; from < events.length; from += 50) await bus.publish(events.slice(from, from + 50))
      await vi.waitFor(() => expect(ids(playlist.seen)).toEqual(ids(events)), patience)
      await expect(bus.backlog('search')).resolves.toMatchObject({ waiting: 500 })
      release.resolve()
      await empty(bus, 'search')
    })

    test('a slow event does not hold up those behind it', async () => {
      await using bus = (await openFresh()).bus
      const release = Promise.withResolvers<void>()
      const [slow, ...others] = songs(100)
      const seen: string[] = []
      await using _subscription = await bus.consume('search', async ({ id }) => {
        if (id === slow?.id) await release.promise
        seen.push(id)
      }, { concurrency: 2 })
      if (slow) await bus.publish([slow])
      await bus.publish(others)
      await vi.waitFor(() => expect(seen.toSorted()).toEqual(ids(others)), patience)
      release.resolve()
      await empty(bus, 'search')
    })

    test('an event that fails comes again, after a while', async () => {
      await using bus = (await openFresh()).bus
      const attempts: number[] = []
      await using _subscription = await bus.consume('search', async () => {
        attempts.push(performance.now())
        if (attempts.length < 4) throw new Error('not yet')
      })
      await bus.publish([song()])
      await vi.waitFor(() => expect(attempts).toHaveLength(4), patience)
      await empty(bus, 'search')
      expect((attempts[1] ?? 0) - (attempts[0] ?? 0)).toBeGreaterThan(50)
      expect((attempts[3] ?? 0) - (attempts[2] ?? 0)).toBeGreaterThan((attempts[1] ?? 0) - (attempts[0] ?? 0))
      await expect(bus.deadLetters('search', 10)).resolves.toEqual([])
    })

    test('of a thousand events the poisonous one is tried to the limit and set aside with its reason; a replay brings it back', async () => {
      await using bus = (await openFresh({ delivery_limit: 3 })).bus
      const events = songs(1_000)
      const poison = events[499]?.id
      const seen = new Set<string>()
      let poisonous = true
      let attempts = 0
      await using _subscription = await bus.consume('search', async ({ id }) => {
        if (id === poison) attempts += 1
        if (id === poison && poisonous) throw new TypeError('no title')
        seen.add(id)
      })
      for (let from = 0; from < events.length; from += 100) await bus.publish(events.slice(from, from + 100))
      await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0, dead: 1 }), patience)
      expect(seen.size).toBe(999)
      expect(attempts).toBe(4)
      const [dead, ...more] = await bus.deadLetters('search', 10)
      expect(more).toEqual([])
      expect(dead).toMatchObject({ event: events[499], reason: 'TypeError: no title', attempts: 4 })
      expect(Date.parse(dead?.died_at ?? '')).toBeLessThanOrEqual(Date.now() + 60_000)

      poisonous = false
      await expect(bus.replay('search')).resolves.toBe(1)
      await vi.waitFor(() => expect(seen.size).toBe(1_000), patience)
      await expect(bus.deadLetters('search', 10)).resolves.toEqual([])
      await expect(bus.replay('search')).resolves.toBe(0)
    })

    describe.concurrent('a consumer that ends badly', () => {
      for (const [signal, words] of [['SIGKILL', 'killed'], ['SIGSTOP', 'frozen']] as const) {
        test(`an event whose process is ${words} in the middle comes again to another within 15 s`, async () => {
          const { url, bus } = await openFresh()
          await using _bus = bus
          const event = song()
          await bus.publish([event])
          await using stuck = await stuckProcess(url)
          stuck.kill(signal)
          const since = performance.now()
          await using search = await collect(bus, 'search')
          await vi.waitFor(() => expect(search.seen).toEqual([event]), patience)
          expect(performance.now() - since).toBeLessThan(15_000)
        })
      }

      test('a handler that works longer than a lease keeps its event', async () => {
        await using bus = (await openFresh()).bus
        let handlings = 0
        const handle = async () => {
          handlings += 1
          await new Promise((done) => setTimeout(done, 12_000))
        }
        await using _one = await bus.consume('search', handle)
        await using _two = await bus.consume('search', handle)
        await bus.publish([song()])
        await empty(bus, 'search')
        expect(handlings).toBe(1)
      })

      test('an event that kills its process each time is set aside in the end', async () => {
        const { url, bus } = await openFresh({ delivery_limit: 0 })
        await using _bus = bus
        await bus.publish([song()])
        await using stuck = await stuckProcess(url)
        stuck.kill('SIGKILL')
        await using search = await collect(bus, 'search')
        await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0, dead: 1 }), patience)
        expect(search.seen).toEqual([])
        await expect(bus.deadLetters('search', 1)).resolves.toMatchObject([{ attempts: 1, reason: expect.stringContaining('died or hung') }])
      })
    })

    test('on a full disk publishing fails, nothing is half stored, and it works once there is room', async () => {
      const { url, bus } = await openFresh()
      await using _bus = bus
      const events = songs(10)
      {
        await using _full = await broker.fillDisk(url, 7)
        await expect(bus.publish(events)).rejects.toThrow(broker.diskIsFull)
        await expect(bus.backlog('search')).resolves.toMatchObject({ waiting: 0 })
        await expect(bus.backlog('playlist')).resolves.toMatchObject({ waiting: 0 })
      }
      await vi.waitFor(() => bus.publish(events), patience)
      await using search = await collect(bus, 'search')
      await vi.waitFor(() => expect([...new Set(ids(search.seen))]).toEqual(ids(events)), patience)
    })

    test('a broker that is killed in the middle loses nothing it confirmed, and everybody comes back', async () => {
      const { bus } = await openFresh()
      await using _bus = bus
      const seen = new Set<string>()
      const errors: unknown[] = []
      await using _subscription = await bus.consume('search', async ({ id }) => void seen.add(id), { onError: (error) => errors.push(error) })
      const confirmed: string[] = []
      let rejected = 0
      const publishUntil = async (enough: () => boolean) => {
        while (!enough()) {
          const batch = songs(5)
          await bus.publish(batch).then(
            () => confirmed.push(...ids(batch)),
            () => (rejected += 1),
          )
        }
      }
      await publishUntil(() => confirmed.length > 50)
      const publishing = publishUntil(() => rejected > 0)
      await broker.kill()
      await publishing
      const before = confirmed.length
      await publishUntil(() => confirmed.length > before)
      await vi.waitFor(() => expect(confirmed.filter((id) => !seen.has(id))).toEqual([]), patience)
      expect(errors.length).toBeGreaterThan(0)
      await bus.ping()
    })

    test('disposing waits for the handlers under way and begins no more', async () => {
      const { url, bus } = await openFresh()
      const begun = Promise.withResolvers<void>()
      const release = Promise.withResolvers<void>()
      let ended = 0
      const subscription = await bus.consume('search', async () => {
        begun.resolve()
        await release.promise
        ended += 1
      }, { concurrency: 1 })
      await bus.publish(songs(3))
      await begun.promise
      let disposed = false
      const disposing = subscription[Symbol.asyncDispose]().then(() => void (disposed = true))
      await new Promise((done) => setTimeout(done, 100))
      expect(disposed).toBe(false)
      release.resolve()
      await disposing
      expect(ended).toBe(1)
      await bus[Symbol.asyncDispose]()
      await expect(bus.publish(songs(1))).rejects.toThrow()
      await using again = await openEventBus(url, { topology })
      await expect(again.backlog('search')).resolves.toMatchObject({ waiting: 2 })
    })

    test('a bus may be left at any moment, however young', async () => {
      const url = await broker.freshUrl()
      for (let pause_ms = 0; pause_ms < 30; pause_ms += 3) {
        const bus = await openEventBus(url, { topology })
        await bus.consume('search', async () => {})
        await new Promise((done) => setTimeout(done, pause_ms))
        await bus[Symbol.asyncDispose]()
      }
    })

    test('any number of processes open the same bus at once; what the topology lost is told, and keeps its queue', async () => {
      const url = await broker.freshUrl()
      const buses = await Promise.all(Array.from({ length: 5 }, () => openEventBus(url, { topology })))
      await Promise.all(buses.map((bus) => bus[Symbol.asyncDispose]()))
      const leftovers: Binding[] = []
      const onLeftover = (bindings: readonly Binding[]) => void leftovers.push(...bindings)
      await using newer = await openEventBus(url, { topology: { search: ['song.published'] }, onLeftover })
      expect(leftovers.map(({ consumer, type }) => `${consumer} ← ${type}`).toSorted()).toEqual(['playlist ← song.published', 'search ← song.deleted'])
      await newer.publish([song(), song('song.deleted')])
      await expect(newer.backlog('playlist')).resolves.toMatchObject({ waiting: 1 })
      await expect(newer.backlog('search')).resolves.toMatchObject({ waiting: 2 })
    })

    test('a place that is not there will not come by waiting, which the error says', async () => {
      const elsewhere = new URL(await broker.freshUrl())
      elsewhere.pathname = '/nowhere'
      const opening = openEventBus(elsewhere.href, { topology })
      await expect(opening).rejects.toBeInstanceOf(Misconfigured)
      await expect(opening).rejects.toThrow('nowhere')
    })

    test('a broker out of reach is an error, and so is a URL that nobody knows', async () => {
      const unreachable = new URL(await broker.freshUrl())
      unreachable.port = '1'
      await expect(openEventBus(unreachable.href, { topology })).rejects.toThrow('ECONNREFUSED')
      await expect(openEventBus('carrier-pigeon://loft', { topology })).rejects.toThrow('No event bus for carrier-pigeon:')
    })
  })
}
