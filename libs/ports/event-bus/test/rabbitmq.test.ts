import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'amqplib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Envelope } from '@segue/contracts'
import { scratchFolder } from '@segue/database/testing'
import { Misconfigured, openEventBus } from '@segue/event-bus'
import { startRabbitMq, type RabbitMq } from '@segue/native'
import { isNative } from './adapters.ts'

const topology = { search: ['song.published', 'song.deleted'], playlist: ['song.published'] }
const patience = { timeout: 25_000, interval: 20 }

const songs = (count: number, type = 'song.published'): Envelope[] =>
  Array.from({ length: count }, (_, n) => ({
    id: randomUUID(), type, aggregate_id: randomUUID(), aggregate_version: 1, occurred_at: new Date().toISOString(), data: { n },
  }))
const ids = (events: readonly Envelope[]) => events.map(({ id }) => id)

/** What can only be said of RabbitMQ: its own ways to be slow, short of something, or set up by somebody else. */
describe.skipIf(!isNative)('RabbitMQ (needs RabbitMQ: npm run test:stack)', () => {
  const folder = scratchFolder()
  const unused = Array.from({ length: 12 }, (_, n) => `bus-${n}`)
  let broker: RabbitMq
  beforeAll(async () => {
    broker = await startRabbitMq({ folder: join(folder, 'rabbitmq'), password: 'p@ss/word %', vhosts: ['first', ...unused] })
  })
  afterAll(async () => {
    await broker[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const freshUrl = () => broker.urlOf(unused.pop() ?? 'first')

  /** Somebody with other ideas. */
  async function amqp(url: string) {
    const connection = await connect(url)
    const channel = await connection.createChannel()
    channel.on('error', () => {})
    return { channel, [Symbol.asyncDispose]: () => connection.close() }
  }

  test('restarted in the middle of thousands of publications it loses none that it confirmed', async () => {
    await using bus = await openEventBus(freshUrl(), { topology })
    const seen = new Set<string>()
    await using _search = await bus.consume('search', async ({ id }) => void seen.add(id), { concurrency: 64 })
    const confirmed: string[] = []
    let refused = 0
    const publishing = Array.from({ length: 4 }, async () => {
      for (let batch = 0; batch < 25; batch++) {
        const events = songs(50)
        await vi.waitFor(() => bus.publish(events).catch((error: unknown) => {
          refused += 1
          throw error
        }), patience)
        confirmed.push(...ids(events))
      }
    })
    await vi.waitFor(() => expect(confirmed.length).toBeGreaterThan(500), patience)
    await broker.kill()
    await broker.restart()
    await Promise.all(publishing)
    await vi.waitFor(() => expect(confirmed.filter((id) => !seen.has(id))).toEqual([]), patience)
    expect(confirmed).toHaveLength(5_000)
    expect(refused).toBeGreaterThan(0)
  })

  test('killed while events wait for their retry, it brings each of them back', async () => {
    await using bus = await openEventBus(freshUrl(), { topology })
    const attempts = new Map<string, number>()
    const seen = new Set<string>()
    await using _search = await bus.consume('search', async ({ id }) => {
      attempts.set(id, (attempts.get(id) ?? 0) + 1)
      if ((attempts.get(id) ?? 0) < 4) throw new Error('not yet')
      seen.add(id)
    }, { concurrency: 32 })
    const events = songs(200)
    await bus.publish(events)
    await vi.waitFor(() => expect([...attempts.values()].filter((count) => count > 1).length).toBeGreaterThan(100), patience)
    await broker.kill()
    await broker.restart()
    await vi.waitFor(() => expect([...seen].toSorted()).toEqual(ids(events).toSorted()), patience)
    await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0, dead: 0 }), patience)
  })

  test('while it hangs, publishing is refused within its deadline; afterwards everything goes on', async () => {
    const url = freshUrl()
    await using bus = await openEventBus(url, { topology })
    const seen = new Set<string>()
    await using _search = await bus.consume('search', async ({ id }) => void seen.add(id))
    broker.freeze()
    const since = performance.now()
    try {
      await expect(bus.publish(songs(10))).rejects.toThrow('no answer from RabbitMQ within 5 s')
      expect(performance.now() - since).toBeLessThan(6_000)
      // Whoever starts in the meantime may wait: it is no mistake of the settings.
      await expect(openEventBus(url, { topology })).rejects.toMatchObject({ name: 'ConnectionError' })
    } finally {
      broker.thaw()
    }
    const events = songs(10)
    await vi.waitFor(() => bus.publish(events), patience)
    await vi.waitFor(() => expect(ids(events).filter((id) => !seen.has(id))).toEqual([]), patience)
  })

  test('short of disk space it refuses who publishes, and takes acknowledgements and questions', async () => {
    await using bus = await openEventBus(freshUrl(), { topology })
    await bus.publish(songs(100))
    await broker.control('set_disk_free_limit', '1000000GB')
    try {
      await expect(bus.publish(songs(1))).rejects.toThrow('low on disk')
      const since = performance.now()
      await expect(bus.publish(songs(1))).rejects.toThrow('low on disk')
      expect(performance.now() - since).toBeLessThan(500)
      const seen: string[] = []
      await using _search = await bus.consume('search', async ({ id }) => void seen.push(id))
      await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0 }), patience)
      expect(seen).toHaveLength(100)
    } finally {
      await broker.control('set_disk_free_limit', '50MB')
    }
    await vi.waitFor(() => bus.publish(songs(1)), patience)
  })

  test('cut off while handlers are at work, it hands out no more than the consumer allows, and goes on', async () => {
    await using bus = await openEventBus(freshUrl(), { topology })
    const seen = new Set<string>()
    const release = Promise.withResolvers<void>()
    const errors: unknown[] = []
    let running = 0
    let most = 0
    const handle = async ({ id }: Envelope) => {
      most = Math.max(most, ++running)
      await release.promise
      running -= 1
      seen.add(id)
    }
    await using _search = await bus.consume('search', handle, { concurrency: 2, onError: (error) => errors.push(error) })
    const events = songs(10)
    await bus.publish(events)
    await vi.waitFor(() => expect(running).toBe(2), patience)
    await broker.control('close_all_connections', '--global', 'for a test')
    await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0), patience)
    // Those that it holds and those that came again for them.
    await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 12 }), patience)
    expect(most).toBe(2)
    release.resolve()
    await vi.waitFor(() => expect(seen.size).toBe(10), patience)
    expect(most).toBe(2)
  })

  test('a message that reaches no queue is not published, and the queue that somebody deleted is there again', async () => {
    const url = freshUrl()
    await using bus = await openEventBus(url, { topology })
    await using other = await amqp(url)
    const seen: string[] = []
    await using _search = await bus.consume('search', async ({ id }) => void seen.push(id))
    await other.channel.unbindQueue('segue.search', 'segue.events', 'song.deleted')
    await expect(bus.publish(songs(3, 'song.deleted'))).rejects.toThrow('no queue is bound')
    await vi.waitFor(() => bus.publish(songs(1, 'song.deleted')), patience)
    await other.channel.deleteQueue('segue.search')
    await vi.waitFor(async () => {
      await bus.publish(songs(1, 'song.deleted'), { to: 'search' })
    }, patience)
    const events = songs(5)
    await vi.waitFor(() => bus.publish(events), patience)
    await vi.waitFor(() => expect(seen).toEqual(expect.arrayContaining(ids(events))), patience)
  })

  test('a queue that is declared otherwise is a start-up error that names it and what differs', async () => {
    const url = freshUrl()
    await using other = await amqp(url)
    await other.channel.assertQueue('segue.search.dead', { durable: true })
    const opening = openEventBus(url, { topology })
    await expect(opening).rejects.toBeInstanceOf(Misconfigured)
    await expect(opening).rejects.toThrow(/declared otherwise.*'x-(queue-type|delivery-limit)' for queue 'segue.search.dead'/)
  })

  test('a wrong password, a stranger and a virtual host that is not there are start-up errors', async () => {
    const wrong = new URL(freshUrl())
    wrong.password = 'guess'
    const refusals: [string, RegExp][] = [
      [wrong.href, /no such user and password/],
      [new URL(wrong.pathname, `amqp://guest:guest@${wrong.host}`).href, /no such user and password/],
      [broker.urlOf('nowhere'), /no such virtual host.*"nowhere"/],
    ]
    for (const [url, message] of refusals) {
      const opening = openEventBus(url, { topology })
      await expect(opening).rejects.toBeInstanceOf(Misconfigured)
      await expect(opening).rejects.toThrow(message)
    }
  })

  test('somebody else\'s message is set aside and shown as it is, and hides no other', async () => {
    const url = freshUrl()
    await using bus = await openEventBus(url, { topology, delivery_limit: 0 })
    await using other = await amqp(url)
    const events = songs(1)
    other.channel.sendToQueue('segue.search', Buffer.from('hello?'))
    await bus.publish(events)
    await using _search = await bus.consume('search', () => Promise.reject(new Error('no')))
    await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0, dead: 2 }), patience)
    const dead = await bus.deadLetters('search', 10)
    expect(dead.map(({ event, reason }) => [event.id || event.data, reason])).toEqual(
      expect.arrayContaining([['hello?', expect.stringContaining('SyntaxError')], [ids(events)[0], 'Error: no']]),
    )
  })

  test('what the broker itself set aside says so, and is replayed like the rest', async () => {
    const url = freshUrl()
    await using bus = await openEventBus(url, { topology })
    await using other = await amqp(url)
    const [event] = songs(1)
    await bus.publish(event ? [event] : [])
    await other.channel.consume('segue.search', (message) => message && other.channel.reject(message, true))
    await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0, dead: 1 }), patience)
    await expect(bus.deadLetters('search', 1)).resolves.toMatchObject([{ event, reason: expect.stringContaining('died or hung'), attempts: 101 }])
    await expect(bus.replay('search')).resolves.toBe(1)
    await expect(bus.deadLetters('search', 1)).resolves.toEqual([])
  })

  test('many dead letters are listed, again and again the same, and replayed', async () => {
    await using bus = await openEventBus(freshUrl(), { topology, delivery_limit: 0 })
    const events = songs(250)
    const dying = await bus.consume('search', () => Promise.reject(new Error('closed on Sundays')), { concurrency: 1 })
    await bus.publish(events)
    await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0, dead: 250 }), patience)
    await dying[Symbol.asyncDispose]()
    for (let look = 0; look < 3; look++) {
      expect(ids((await bus.deadLetters('search', 20)).map(({ event }) => event))).toEqual(ids(events.slice(0, 20)))
    }
    await expect(bus.replay('search')).resolves.toBe(250)
    const seen: string[] = []
    await using _search = await bus.consume('search', async ({ id }) => void seen.push(id), { concurrency: 1 })
    await vi.waitFor(() => expect(seen.toSorted()).toEqual(ids(events).toSorted()), patience)
    await expect(bus.deadLetters('search', 1)).resolves.toEqual([])
  })

  test('a replay that is cut off in the middle loses nothing', async () => {
    await using bus = await openEventBus(freshUrl(), { topology, delivery_limit: 0 })
    const events = songs(300)
    const dying = await bus.consume('search', () => Promise.reject(new Error('not today')), { concurrency: 64 })
    await bus.publish(events)
    await vi.waitFor(async () => expect(await bus.backlog('search')).toMatchObject({ waiting: 0, dead: 300 }), patience)
    await dying[Symbol.asyncDispose]()
    const replaying = bus.replay('search').then(() => 'whole', () => 'cut off')
    await vi.waitFor(async () => expect((await bus.backlog('search')).waiting).toBeGreaterThan(16), { timeout: 5_000, interval: 1 })
    await broker.kill()
    await broker.restart()
    await expect(replaying).resolves.toBe('cut off')
    // What the broker does not hand out yet, just after its start, is for the next replay.
    await vi.waitFor(async () => {
      await bus.replay('search')
      expect(await bus.backlog('search')).toMatchObject({ dead: 0 })
    }, patience)
    const seen = new Set<string>()
    await using _search = await bus.consume('search', async ({ id }) => void seen.add(id))
    await vi.waitFor(() => expect([...seen].toSorted()).toEqual(ids(events).toSorted()), patience)
  })
})
