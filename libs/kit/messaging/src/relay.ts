import type { EventBus } from '@segue/event-bus'
import { sql, type Kysely } from 'kysely'
import { outboxes, published, relayFailures } from './metrics.ts'
import { outboxActivity } from './outbox-activity.ts'
import type { MessagingTables } from './tables.ts'

export interface RelayOptions {
  /** Told about failures; the relay goes on and tries again. */
  readonly onError: (error: unknown) => void
  readonly batch?: number
  readonly idle_ms?: number
}

/** Rows show when their transaction commits, a moment after `emit`; what gathers meanwhile goes out in one batch. */
const first_look_ms = 10
const looks_ms = [first_look_ms, 10, 20, 40, 80, 160, 320]
/** A batch costs transactions here and at the bus whatever it carries: where many come, more of them share these. */
const many = 10
const gather_many_ms = 30

/**
 * Publishes outbox rows and deletes them once the broker has them, in one transaction: a crash in between publishes
 * again, and consumers recognise the id. Several relays of one service share the work.
 */
export function startRelay<T extends MessagingTables>(db: Kysely<T>, bus: EventBus, { onError, batch = 200, idle_ms = 500 }: RelayOptions): AsyncDisposable {
  const outbox = db as unknown as Kysely<MessagingTables>
  let stopped = false
  let patience = 0
  /** Rows that this process wrote, of which none was seen yet: some show later, and those that roll back never. */
  let expected = 0
  let isHurrying = false
  let gather_ms = first_look_ms
  let wake: (ms?: number) => void = () => {}
  const activity = outboxActivity.onAnnounce(outbox, () => {
    expected++
    patience = 0
    if (!isHurrying) wake(gather_ms)
    isHurrying = true
  })

  async function publishBatch(): Promise<number> {
    return outbox.transaction().execute(async (tx) => {
      const rows = await tx
        .deleteFrom('outbox')
        .where('seq', 'in', (q) => q.selectFrom('outbox').select('seq').orderBy('seq').limit(batch).forUpdate().skipLocked())
        .returning(['seq', 'event'])
        .execute()
      if (rows.length > 0) await bus.publish(rows.toSorted((a, b) => a.seq - b.seq).map(({ event }) => event))
      published.inc(rows.length)
      return rows.length
    })
  }

  async function run(): Promise<void> {
    while (!stopped) {
      let count = 0
      isHurrying = false
      try {
        count = await publishBatch()
      } catch (error) {
        relayFailures.inc()
        if (!stopped) onError(error)
        patience = looks_ms.length
      }
      if (count > 0) patience = 0
      expected = Math.max(0, expected - count)
      if (count === batch || stopped) continue
      gather_ms = count < many ? first_look_ms : gather_many_ms
      const look_ms = expected > 0 ? looks_ms[patience++] : undefined
      if (look_ms === undefined) expected = 0
      await pause(look_ms === undefined ? idle_ms : Math.max(look_ms, gather_ms))
    }
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      let timer = setTimeout(resolve, ms)
      wake = (sooner = 0) => {
        clearTimeout(timer)
        timer = setTimeout(resolve, sooner)
      }
    })

  const running = run()
  const watching = outboxes.watch({}, () => sizeOf(outbox))
  return {
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]()
      stopped = true
      activity[Symbol.dispose]()
      wake()
      await running
    },
  }
}

/** Counted only so far: it is asked when things go badly, too. */
async function sizeOf(outbox: Kysely<MessagingTables>) {
  const { rows: [found] } = await sql<{ waiting: number; oldest: string | null }>`
    select (select count(*)::int from (select from outbox limit 10000) as counted) as waiting,
      (select event->>'occurred_at' from outbox order by seq limit 1) as oldest`.execute(outbox)
  const { waiting = 0, oldest = null } = found ?? {}
  return { outbox_waiting: waiting, outbox_oldest_seconds: oldest === null ? 0 : Math.max(0, Date.now() - Date.parse(oldest)) / 1_000 }
}
