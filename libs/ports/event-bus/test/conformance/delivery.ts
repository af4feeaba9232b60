import { expect, test, vi } from 'vitest'
import { openEventBus } from '@segue/event-bus'
import { collect, empty, ids, patience, song, songs, topology, type Ground } from './steps.ts'

/** What reaches whom. */
export function delivery({ openFresh }: Ground): void {
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
}
