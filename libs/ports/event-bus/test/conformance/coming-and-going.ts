import { expect, test } from 'vitest'
import { Misconfigured, openEventBus, type Binding } from '@segue/event-bus'
import { song, songs, topology, type Ground } from './steps.ts'

/** How a bus is opened and left, and what it says when it cannot be opened. */
export function comingAndGoing({ broker, openFresh }: Ground): void {
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
    const url = await broker().freshUrl()
    for (let pause_ms = 0; pause_ms < 30; pause_ms += 3) {
      const bus = await openEventBus(url, { topology })
      await bus.consume('search', async () => {})
      await new Promise((done) => setTimeout(done, pause_ms))
      await bus[Symbol.asyncDispose]()
    }
  })

  test('any number of processes open the same bus at once; what the topology lost is told, and keeps its queue', async () => {
    const url = await broker().freshUrl()
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
    const elsewhere = new URL(await broker().freshUrl())
    elsewhere.pathname = '/nowhere'
    const opening = openEventBus(elsewhere.href, { topology })
    await expect(opening).rejects.toBeInstanceOf(Misconfigured)
    await expect(opening).rejects.toThrow('nowhere')
  })

  test('a broker out of reach is an error, and so is a URL that nobody knows', async () => {
    const unreachable = new URL(await broker().freshUrl())
    unreachable.port = '1'
    await expect(openEventBus(unreachable.href, { topology })).rejects.toThrow('ECONNREFUSED')
    await expect(openEventBus('carrier-pigeon://loft', { topology })).rejects.toThrow('No event bus for carrier-pigeon:')
  })
}
