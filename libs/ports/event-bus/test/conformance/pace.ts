import { expect, test, vi } from 'vitest'
import { collect, empty, ids, patience, songs, type Ground } from './steps.ts'

/** How many at once, and who waits for whom. */
export function pace({ openFresh }: Ground): void {
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
}
