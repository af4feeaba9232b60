import { randomUUIDv7 } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { migrate, openDatabase, type Db } from '@segue/database'
import { startDatabase, type EmbeddedDatabase } from '@segue/database/embedded'
import { openEventBus } from '@segue/event-bus'
import { emit, messagingMigration, startRelay, type MessagingTables } from '@segue/messaging'
import { startRabbitMq } from '@segue/native'
import { sql } from 'kysely'
import type { Figure } from '../figure.ts'
import { alternate, type Measured } from '../measure/alternate.ts'
import { cpuSeconds } from '../measure/cpu.ts'
import { rateFigures } from '../measure/rate.ts'
import { missingPart } from '../run/missing-part.ts'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

interface Tables extends MessagingTables {
  rows: { id: string }
}

const writers = 16
const each_s = 3
const rounds = 3
const patience_ms = 30_000

/** Rows committed with an event that reaches its consumer, beside the same rows without events. */
export const outbox: Work = {
  title: 'events through the outbox',
  async measure() {
    await using folder = await temporaryFolder()
    await using database = await startDatabase({ folder: folder.path })
    return await measureOver(await database.provision('bus'), database, 'rows with an event each, consumed, against rows alone')
  },
}

/** The same with the events in RabbitMQ's quorum queues, each confirmed before the outbox forgets it. */
export const outboxRabbitMq: Work = {
  title: 'events through the outbox and RabbitMQ',
  skipped: () => missingPart('RabbitMQ'),
  async measure() {
    await using folder = await temporaryFolder()
    await using database = await startDatabase({ folder: folder.path })
    await using rabbitmq = await startRabbitMq({ folder: join(folder.path, 'rabbitmq') })
    return await measureOver(rabbitmq.url, database, 'rows with an event each, consumed from RabbitMQ, against rows alone')
  },
}

async function measureOver(busUrl: string, database: Pick<EmbeddedDatabase, 'provision'>, what: string): Promise<readonly Figure[]> {
  await using db = openDatabase<Tables>(await database.provision('bench'), { max: writers + 2 })
  await migrate(db, { '0000-messaging': messagingMigration, '0001-rows': { up: async (on) => void (await sql`create table rows (id uuid primary key)`.execute(on)) } })
  await using bus = await openEventBus(busUrl, { topology: { catalog: ['song.transcoding'] } })
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const consumed = new Set<string>()
  await using _relay = startRelay(db, bus, { onError })
  await using _subscription = await bus.consume('catalog', async ({ id }) => void consumed.add(id), { onError, concurrency: 16 })

  const withEvents = async () => {
    consumed.clear()
    const written = await write(db, true)
    for (const deadline = performance.now() + patience_ms; consumed.size < written; await pause(2)) {
      if (performance.now() > deadline) throw new AggregateError(errors, `${consumed.size} of ${written} events arrived within ${patience_ms / 1000} s`)
    }
    return written
  }
  const sides = await alternate({ ours: () => rateOf(withEvents), limit: () => rateOf(() => write(db, false)) }, { rounds })
  return rateFigures(what, sides, 0.6)
}

/** Rows by the clock, and by the CPU time of this process and of the database and the broker below it. */
async function rateOf(work: () => Promise<number>): Promise<Measured<'per_s' | 'per_cpu_s'>> {
  const began = performance.now()
  const before = cpuSeconds([process.pid])
  const rows = await work()
  return { per_s: (rows / (performance.now() - began)) * 1000, per_cpu_s: rows / (cpuSeconds([process.pid]) - before) }
}

/** Writers that commit row after row for a while; answers how many. */
async function write(db: Db<Tables>, announces: boolean): Promise<number> {
  const end = performance.now() + each_s * 1000
  let written = 0
  const writer = async () => {
    for (; performance.now() < end; written++) {
      const id = randomUUIDv7()
      await db.transaction().execute(async (tx) => {
        await tx.insertInto('rows').values({ id }).execute()
        if (announces) await emit(tx, 'song.transcoding', { aggregate_id: id, aggregate_version: 1, data: { song_id: id, audio_version: 1, rendition: '64k', percent: 50 } })
      })
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
  return written
}
