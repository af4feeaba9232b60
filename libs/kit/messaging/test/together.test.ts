import { randomUUIDv7 } from 'node:crypto'
import { topology, type Envelope } from '@segue/contracts'
import { migrate, openDatabase, type Db } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { messagingMigration, reactTogether, type MessagingTables } from '../src/index.ts'

const patience = { timeout: 30_000 }

let stack: AsyncDisposableStack
let db: Db<MessagingTables>
let bus: EventBus

beforeEach(async () => {
  stack = new AsyncDisposableStack()
  const [own, shared] = [stack.use(await testDatabase()), stack.use(await testDatabase())]
  db = openDatabase<MessagingTables>(own.url)
  stack.defer(() => db.destroy())
  await migrate(db, { '0001-messaging': messagingMigration })
  bus = stack.use(await openEventBus(shared.url, { topology, delivery_limit: 1 }))
})
afterEach(() => stack.disposeAsync())

const deleted = (song_id: string): Envelope => ({
  id: randomUUIDv7(),
  type: 'song.deleted',
  aggregate_id: song_id,
  aggregate_version: 1,
  occurred_at: new Date().toISOString(),
  data: { song_id, path: 'x/' },
})

/** What came to an end together, transaction by transaction; `poison` fails, on its own or at the end of all. */
async function reacting(poison: { readonly own?: string; readonly atTheEnd?: string }) {
  const ends: (readonly string[])[] = []
  const told: string[] = []
  const reactions = {
    'song.uploaded': async () => '',
    'song.deleted': async (_: unknown, { aggregate_id }: Envelope) => {
      if (aggregate_id === poison.own) throw new Error('poison')
      return aggregate_id
    },
  }
  const finish = async (songs: readonly string[]) => {
    if (poison.atTheEnd !== undefined && songs.includes(poison.atTheEnd)) throw new Error('poison')
    ends.push(songs)
  }
  const onError = (error: unknown) => void told.push(String(error))
  stack.use(await reactTogether(bus, db, 'transcoder', reactions, { most: 50, begin: async () => {}, finish }, { onError }))
  return { ends, told }
}

test('events that wait share a transaction, each one once, in the order in which they came', async () => {
  const songs = Array.from({ length: 200 }, () => randomUUIDv7())
  const events = songs.map(deleted)
  await bus.publish([...events, ...events.slice(0, 20)])
  const { ends } = await reacting({})
  await expect.poll(() => bus.backlog('transcoder'), patience).toMatchObject({ waiting: 0, dead: 0 })
  expect(ends.flat()).toEqual(songs)
  expect(ends.length).toBeLessThan(20)
  expect(await db.selectFrom('inbox').select('event_id').execute()).toHaveLength(200)
})

test.for(['own', 'atTheEnd'] as const)('one that fails (%s) is a dead letter with its reason, and costs the others no attempt', async (when) => {
  const songs = Array.from({ length: 60 }, () => randomUUIDv7())
  const poison = songs[33] ?? ''
  await bus.publish(songs.map(deleted))
  const { ends, told } = await reacting({ [when]: poison })
  await expect.poll(() => bus.backlog('transcoder'), patience).toMatchObject({ waiting: 0, dead: 1 })
  expect(await bus.deadLetters('transcoder', 10)).toMatchObject([{ reason: 'Error: poison', attempts: 2, event: { aggregate_id: poison } }])
  expect(ends.flat().toSorted()).toEqual(songs.filter((song) => song !== poison).toSorted())
  expect(told).toEqual(['Error: poison', 'Error: poison'])
})
