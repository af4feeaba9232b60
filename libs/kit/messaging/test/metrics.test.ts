import { randomUUIDv7 } from 'node:crypto'
import { topology } from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { openEventBus, type EventBus } from '@segue/event-bus'
import { metrics } from '@segue/service'
import { expect, test, vi } from 'vitest'
import { emit, messagingMigration, react, startRelay, type MessagingTables } from '../src/index.ts'

const onError = () => {}

async function figure(line: string): Promise<number | null> {
  const found = (await metrics.metrics()).split('\n').find((text) => text.startsWith(line))
  return found === undefined ? null : Number(found.split(' ').at(-1))
}

test('what waits in the outbox, in a queue and with the dead letters can be read while it does', async () => {
  await using stack = new AsyncDisposableStack()
  const [own, shared] = [stack.use(await testDatabase()), stack.use(await testDatabase())]
  const db = openDatabase<MessagingTables>(own.url, { onError })
  stack.defer(() => db.destroy())
  await migrate(db, { '0001-messaging': messagingMigration })
  const bus = stack.use(await openEventBus(shared.url, { topology, delivery_limit: 0 }))
  let isOut = true
  const publish: EventBus['publish'] = async (...args) => (isOut ? Promise.reject(new Error('out')) : bus.publish(...args))
  stack.use(startRelay(db, { ...bus, publish }, { onError }))
  const data = { song_id: randomUUIDv7(), path: 'artists/a/' }
  for (const aggregate_version of [1, 2]) {
    await db.transaction().execute((tx) => emit(tx, 'song.deleted', { aggregate_id: data.song_id, aggregate_version, data }))
  }
  await vi.waitFor(async () => {
    expect(await figure('outbox_waiting ')).toBe(2)
    expect(await figure('outbox_oldest_seconds ')).toBeGreaterThan(1)
    expect(await figure('outbox_relay_failures_total ')).toBeGreaterThan(0)
  }, { timeout: 10_000 })

  isOut = false
  const failing = { 'song.uploaded': async () => {}, 'song.deleted': () => Promise.reject(new Error('never')) }
  stack.use(await react(bus, db, 'transcoder', failing, { onError }))
  await vi.waitFor(async () => {
    expect(await figure('outbox_waiting ')).toBe(0)
    expect(await figure('outbox_published_total ')).toBe(2)
    expect(await figure('event_backlog_dead{consumer="transcoder"}')).toBe(2)
    expect(await figure('reaction_duration_seconds_count{consumer="transcoder",type="song.deleted",outcome="failed"}')).toBe(2)
  }, { timeout: 10_000 })
})
