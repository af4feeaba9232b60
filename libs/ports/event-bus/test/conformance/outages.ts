import { expect, test, vi } from 'vitest'
import { collect, ids, patience, songs, type Ground } from './steps.ts'

/** A broker without room, and one that dies. */
export function outages({ broker, openFresh }: Ground): void {
  test('on a full disk publishing fails, nothing is half stored, and it works once there is room', async () => {
    const { url, bus } = await openFresh()
    await using _bus = bus
    const events = songs(10)
    {
      await using _full = await broker().fillDisk(url, 7)
      await expect(bus.publish(events)).rejects.toThrow(broker().diskIsFull)
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
    await broker().kill()
    await publishing
    const before = confirmed.length
    await publishUntil(() => confirmed.length > before)
    await vi.waitFor(() => expect(confirmed.filter((id) => !seen.has(id))).toEqual([]), patience)
    expect(errors.length).toBeGreaterThan(0)
    await bus.ping()
  })
}
