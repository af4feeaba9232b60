import { describe, expect, test, vi } from 'vitest'
import { collect, empty, patience, song, songs, type Ground } from './steps.ts'
import { stuckProcess } from './stuck-process.ts'

/** Handlers that fail, and processes that end in the middle of one. */
export function failures({ openFresh }: Ground): void {
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
}
