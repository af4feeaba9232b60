import type { Consumer, ConsumedBy, Envelope, EventName, EventOf } from '@segue/contracts'
import type { EventBus } from '@segue/event-bus'
import { inSpan } from '@segue/service'
import { sql, type Kysely, type Transaction } from 'kysely'
import { checkContract } from './emit.ts'
import { holdOut } from './hold-out.ts'
import { backlogs, reactionDuration, type Outcome } from './metrics.ts'
import type { MessagingTables } from './tables.ts'

/** One reaction for every event type that the topology binds to the consumer; a missing one doesn't compile. */
export type Reactions<C extends Consumer, T> = {
  readonly [N in ConsumedBy<C>]: (tx: Transaction<T>, event: EventOf<N>) => Promise<void>
}

export interface ReactOptions {
  /** Told of a reaction that failed, which the bus tries again, and of a bus that does. */
  readonly onError: (error: unknown) => void
  readonly concurrency?: number
  /** Called after the effect of an event has committed. */
  readonly onHandled?: (event: Envelope) => void
}

/**
 * Reacts to the events of one consumer, each exactly once in effect: the inbox row commits with the effect, so a
 * duplicate finds it and does nothing. A reaction that throws is tried again by the bus, and given up in the end; one whose
 * database or index is out of reach is held until they are back, since an outage is no fault of the event's.
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
  /** Its failure is told in here, where the log still knows the trace. */
  const told = (error: unknown): never => {
    onError(error)
    throw error
  }
  async function handle(event: Envelope): Promise<Outcome> {
    const reaction = known.get(event.type)
    // An event type from a newer release: nobody here knows what to do with it, so it is done.
    if (reaction === undefined) return 'handled'
    checkContract(event.type as EventName, event.data)
    const outcome = await db.transaction().execute(async (tx) => {
      if (!(await isFirst(tx, consumer, event.id))) return 'duplicate'
      await reaction(tx, event as never)
      return 'handled'
    })
    onHandled?.(event)
    return outcome
  }
  const stopping = new AbortController()
  const heldOut = (event: Envelope) => holdOut(() => handle(event), { signal: stopping.signal, onWaiting: onError })
  stack.use(await bus.consume(consumer, (event) => observed(consumer, event, () => heldOut(event).catch(told)), { concurrency, onError }))
  // Before the subscription ends, which waits for what is in hand.
  stack.defer(() => stopping.abort())
  stack.use(backlogs.watch({ consumer }, async () => backlogOf(bus, consumer)))
  const forgetting = setInterval(() => void forgetOld(db, consumer).catch(onError), 3_600_000)
  stack.defer(() => clearInterval(forgetting))
  return stack
}

/** Times a reaction, in a span under that of the event's cause: so a trace goes on over the bus. */
async function observed(consumer: string, event: Envelope, work: () => Promise<Outcome>): Promise<void> {
  const { id, type, traceparent } = event
  const started_at = performance.now()
  let outcome: Outcome = 'failed'
  try {
    outcome = await inSpan({ service: consumer, name: type, kind: 'consumer', traceparent, attributes: { 'messaging.message.id': id } }, work)
  } finally {
    reactionDuration.observe({ consumer, type, outcome }, (performance.now() - started_at) / 1_000)
  }
}

async function backlogOf(bus: EventBus, consumer: string) {
  const { waiting, dead, oldest_ms } = await bus.backlog(consumer)
  return { event_backlog_waiting: waiting, event_backlog_dead: dead, event_backlog_oldest_seconds: oldest_ms / 1_000 }
}

async function isFirst<T extends MessagingTables>(tx: Transaction<T>, consumer: string, event_id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into inbox (consumer, event_id) values (${consumer}, ${event_id}) on conflict do nothing`.execute(tx)
  return numAffectedRows === 1n
}

/** Duplicates arrive within minutes; a week of memory is plenty, and keeps the table small. */
async function forgetOld<T>(db: Kysely<T>, consumer: string): Promise<void> {
  await sql`delete from inbox where consumer = ${consumer} and handled_at < now() - interval '7 days'`.execute(db)
}
