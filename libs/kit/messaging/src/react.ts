import type { Consumer, ConsumedBy, Envelope, EventName, EventOf } from '@segue/contracts'
import type { EventBus } from '@segue/event-bus'
import { sql, type Kysely, type Transaction } from 'kysely'
import { checkContract } from './emit.ts'
import type { MessagingTables } from './tables.ts'

/** One reaction for every event type that the topology binds to the consumer; a missing one doesn't compile. */
export type Reactions<C extends Consumer, T> = {
  readonly [N in ConsumedBy<C>]: (tx: Transaction<T>, event: EventOf<N>) => Promise<void>
}

export interface ReactOptions {
  readonly onError: (error: unknown) => void
  readonly concurrency?: number
  /** Called after the effect of an event has committed. */
  readonly onHandled?: (event: Envelope) => void
}

/**
 * Reacts to the events of one consumer, each exactly once in effect: the inbox row commits with the effect, so a
 * duplicate finds it and does nothing. A reaction that throws is tried again by the bus.
 */
export async function react<C extends Consumer, T extends MessagingTables>(
  bus: EventBus,
  db: Kysely<T>,
  consumer: C,
  reactions: Reactions<C, T>,
  { onError, concurrency = 8, onHandled }: ReactOptions,
): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack()
  const known = new Map(Object.entries<(tx: Transaction<T>, event: never) => Promise<void>>(reactions))
  const subscription = await bus.consume(
    consumer,
    async (event) => {
      const reaction = known.get(event.type)
      // An event type from a newer release: nobody here knows what to do with it, so it is done.
      if (reaction === undefined) return
      checkContract(event.type as EventName, event.data)
      await db.transaction().execute(async (tx) => {
        if (await isFirst(tx, consumer, event.id)) await reaction(tx, event as never)
      })
      onHandled?.(event)
    },
    { concurrency, onError },
  )
  stack.use(subscription)
  const forgetting = setInterval(() => void forgetOld(db, consumer).catch(onError), 3_600_000)
  stack.defer(() => clearInterval(forgetting))
  return stack
}

async function isFirst<T extends MessagingTables>(tx: Transaction<T>, consumer: string, event_id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into inbox (consumer, event_id) values (${consumer}, ${event_id}) on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}

/** Duplicates arrive within minutes; a week of memory is plenty, and keeps the table small. */
async function forgetOld<T>(db: Kysely<T>, consumer: string): Promise<void> {
  await sql`delete from inbox where consumer = ${consumer} and handled_at < now() - interval '7 days'`.execute(db)
}
