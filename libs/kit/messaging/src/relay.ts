import type { EventBus } from '@segue/event-bus'
import type { Kysely } from 'kysely'
import { outboxActivity } from './outbox-activity.ts'
import type { MessagingTables } from './tables.ts'

export interface RelayOptions {
  /** Told about failures; the relay goes on and tries again. */
  readonly onError: (error: unknown) => void
  readonly batch?: number
  readonly idle_ms?: number
}

/** Rows show when their transaction commits, a moment after `emit`; what gathers meanwhile goes out in one batch. */
const looks_ms = [10, 10, 20, 40, 80, 160, 320]

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
  let wake: (ms?: number) => void = () => {}
  const activity = outboxActivity.onAnnounce(outbox, () => {
    expected++
    patience = 0
    if (!isHurrying) wake(looks_ms[0])
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
      return rows.length
    })
  }

  async function run(): Promise<void> {
    while (!stopped) {
      let published = 0
      isHurrying = false
      try {
        published = await publishBatch()
      } catch (error) {
        if (!stopped) onError(error)
        patience = looks_ms.length
      }
      if (published > 0) patience = 0
      expected = Math.max(0, expected - published)
      if (published === batch || stopped) continue
      const look_ms = expected > 0 ? looks_ms[patience++] : undefined
      if (look_ms === undefined) expected = 0
      await pause(look_ms ?? idle_ms)
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
  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      activity[Symbol.dispose]()
      wake()
      await running
    },
  }
}
