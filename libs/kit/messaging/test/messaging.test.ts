import { randomUUIDv7 } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { topology, type EventData } from '@segue/contracts'
import { migrate, openDatabase, type Db } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { sql, type Generated } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { emit, messagingMigration, react, startRelay, type MessagingTables } from '../src/index.ts'

interface Tables extends MessagingTables {
  effects: { id: Generated<number>; song_id: string }
}

const onError = () => {}
let stack: AsyncDisposableStack
let db: Db<Tables>
let bus: EventBus
let busUrl: string

beforeEach(async () => {
  stack = new AsyncDisposableStack()
  const [own, shared] = [stack.use(await testDatabase()), stack.use(await testDatabase())]
  db = openDatabase<Tables>(own.url, { onError })
  stack.defer(() => db.destroy())
  const createEffects = { up: async (open: Db<unknown> | object) => void (await sql`create table effects (id int generated always as identity primary key, song_id uuid not null)`.execute(open as Db<unknown>)) }
  await migrate(db, { '0001-messaging': messagingMigration, '0002-effects': createEffects })
  busUrl = shared.url
  bus = stack.use(await openEventBus(busUrl, { topology }))
})
afterEach(() => stack.disposeAsync())

const uploaded = (song_id: string): EventData<'song.uploaded'> => ({
  song_id,
  upload_id: randomUUIDv7(),
  object_key: 'uploads/x',
  audio_version: 1,
  output_path: `artists/a/albums/single/${song_id}/v1/`,
  file: { name: 'a.wav', size: 1, content_type: 'audio/wav' },
})

const announce = (song_id: string) => db.transaction().execute((tx) => emit(tx, 'song.uploaded', { aggregate_id: song_id, aggregate_version: 1, data: uploaded(song_id) }))

const reacting = () =>
  react(
    bus,
    db,
    'transcoder',
    {
      'song.uploaded': async (tx, { data }) => void (await tx.insertInto('effects').values({ song_id: data.song_id }).execute()),
      'song.deleted': async () => {},
    },
    { onError },
  )

const effects = async () => (await db.selectFrom('effects').select('song_id').execute()).map(({ song_id }) => song_id).toSorted()

test('what commits is announced, and what rolls back is not', async () => {
  stack.use(await reacting())
  stack.use(startRelay(db, bus, { onError }))
  const [kept, undone] = [randomUUIDv7(), randomUUIDv7()]
  await expect(
    db.transaction().execute(async (tx) => {
      await emit(tx, 'song.uploaded', { aggregate_id: undone, aggregate_version: 1, data: uploaded(undone) })
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  await announce(kept)
  await vi.waitFor(async () => expect(await effects()).toEqual([kept]), { timeout: 10_000 })
  await vi.waitFor(async () => expect(await db.selectFrom('outbox').selectAll().execute()).toEqual([]), { timeout: 10_000 })
})

test('an event that comes three times has one effect', async () => {
  stack.use(await reacting())
  const song_id = randomUUIDv7()
  const event = { id: randomUUIDv7(), type: 'song.uploaded', aggregate_id: song_id, aggregate_version: 1, occurred_at: new Date().toISOString(), data: uploaded(song_id) }
  await Promise.all([bus.publish([event]), bus.publish([event]), bus.publish([event])])
  const last = randomUUIDv7()
  await bus.publish([{ ...event, id: randomUUIDv7(), aggregate_id: last, data: uploaded(last) }])
  await vi.waitFor(async () => expect(await effects()).toEqual([song_id, last].toSorted()), { timeout: 10_000 })
  await vi.waitFor(async () => expect(await bus.backlog('transcoder')).toMatchObject({ waiting: 0, dead: 0 }), { timeout: 10_000 })
  expect(await effects()).toHaveLength(2)
})

test('several relays of one service publish each event, and none twice in effect', async () => {
  const songs = Array.from({ length: 300 }, () => randomUUIDv7())
  await Promise.all(songs.map(announce))
  stack.use(await reacting())
  for (let relay = 0; relay < 3; relay++) stack.use(startRelay(db, bus, { onError, batch: 20 }))
  await vi.waitFor(async () => expect(await effects()).toEqual(songs.toSorted()), { timeout: 20_000 })
})

test('an effect and the memory of its event commit together, so a failed reaction is tried again', async () => {
  let failures = 2
  stack.use(
    await react(
      bus,
      db,
      'transcoder',
      {
        'song.uploaded': async (tx, { data }) => {
          await tx.insertInto('effects').values({ song_id: data.song_id }).execute()
          if (failures-- > 0) throw new Error('not yet')
        },
        'song.deleted': async () => {},
      },
      { onError },
    ),
  )
  stack.use(startRelay(db, bus, { onError }))
  const song_id = randomUUIDv7()
  await announce(song_id)
  await vi.waitFor(async () => expect(await effects()).toEqual([song_id]), { timeout: 10_000 })
  expect(failures).toBe(-1)
})

test('data that breaks the contract is not announced', async () => {
  const song_id = randomUUIDv7()
  const broken = { ...uploaded(song_id), audio_version: 0 }
  await expect(db.transaction().execute((tx) => emit(tx, 'song.uploaded', { aggregate_id: song_id, aggregate_version: 1, data: broken }))).rejects.toThrow('song.uploaded breaks its contract: /audio_version')
})

test('an event of a type that nobody here knows is done, not stuck', async () => {
  stack.use(await reacting())
  await bus.publish([{ id: randomUUIDv7(), type: 'song.deleted', aggregate_id: randomUUIDv7(), aggregate_version: 1, occurred_at: new Date().toISOString(), data: { song_id: randomUUIDv7(), path: 'x/', from_a_later_release: true } }])
  await vi.waitFor(async () => expect(await bus.backlog('transcoder')).toMatchObject({ waiting: 0, dead: 0 }), { timeout: 10_000 })
})

test('a bus that is out for a while loses nothing, and is caught up with as soon as it is back', async () => {
  stack.use(await reacting())
  let isOut = true
  const errors: unknown[] = []
  const publish: EventBus['publish'] = async (events, options) => {
    if (isOut) throw new Error('connect ECONNREFUSED')
    return bus.publish(events, options)
  }
  stack.use(startRelay(db, { ...bus, publish }, { onError: (error) => void errors.push(error) }))
  const songs = Array.from({ length: 500 }, () => randomUUIDv7())
  await Promise.all(songs.map(announce))
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1), { timeout: 10_000 })
  expect(await effects()).toEqual([])
  isOut = false
  await vi.waitFor(async () => expect(await effects()).toEqual(songs.toSorted()), { timeout: 10_000 })
})

test('a relay that stops while the bus takes its time waits for it, and leaves nothing announced twice', async () => {
  const gate = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const publish: EventBus['publish'] = async (events, options) => {
    reached.resolve()
    await gate.promise
    return bus.publish(events, options)
  }
  const relay = startRelay(db, { ...bus, publish }, { onError })
  const song_id = randomUUIDv7()
  await announce(song_id)
  await reached.promise
  const stopped = relay[Symbol.asyncDispose]()
  gate.resolve()
  await stopped
  expect(await db.selectFrom('outbox').selectAll().execute()).toEqual([])
  expect(await bus.backlog('transcoder')).toMatchObject({ waiting: 1 })
})

/** A neighbour that a reaction asks, away until it is let in. */
async function openNeighbour() {
  const server = createServer((_request, response) => response.end())
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const leave = () => new Promise<void>((resolve) => server.close(() => resolve()))
  await leave()
  stack.defer(async () => {
    server.closeAllConnections()
    if (server.listening) await leave()
  })
  return { url: `http://127.0.0.1:${port}`, comeBack: () => listen(port) }
}

const askingFirst = (over: EventBus, url: string, onError: (error: unknown) => void) =>
  react(
    over,
    db,
    'transcoder',
    {
      'song.uploaded': async (tx, { data }) => {
        await fetch(url)
        await tx.insertInto('effects').values({ song_id: data.song_id }).execute()
      },
      'song.deleted': async () => {},
    },
    { onError },
  )

test('what is heard while a neighbour is away is handled when it is back, and an outage makes no dead letters', async () => {
  const neighbour = await openNeighbour()
  const impatient = stack.use(await openEventBus(busUrl, { topology, delivery_limit: 0 }))
  const told: unknown[] = []
  stack.use(await askingFirst(impatient, neighbour.url, (error) => void told.push(error)))
  stack.use(startRelay(db, bus, { onError }))
  const songs = [randomUUIDv7(), randomUUIDv7()]
  for (const song of songs) await announce(song)
  await expect.poll(() => told.length).toBe(songs.length)
  expect(await impatient.backlog('transcoder')).toMatchObject({ waiting: songs.length, dead: 0 })
  await neighbour.comeBack()
  await expect.poll(effects).toEqual(songs.toSorted())
  expect(await impatient.backlog('transcoder')).toMatchObject({ dead: 0 })
})

test('who waits for a neighbour stops when told to, and leaves the event to the next', async () => {
  const neighbour = await openNeighbour()
  const told: unknown[] = []
  const waiting = await askingFirst(bus, neighbour.url, (error) => void told.push(error))
  stack.use(startRelay(db, bus, { onError }))
  const song = randomUUIDv7()
  await announce(song)
  await expect.poll(() => told.length).toBeGreaterThan(0)
  await waiting[Symbol.asyncDispose]()
  await neighbour.comeBack()
  stack.use(await askingFirst(bus, neighbour.url, onError))
  await expect.poll(effects).toEqual([song])
})
