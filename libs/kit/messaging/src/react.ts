import { AsyncLocalStorage } from 'node:async_hooks'
import type { Consumer, ConsumedBy, Envelope, EventName, EventOf } from '@segue/contracts'
import type { EventBus } from '@segue/event-bus'
import { inSpan } from '@segue/service'
import { sql, type Kysely, type Transaction } from 'kysely'
import { checkContract } from './emit.ts'
import { holdOut, isOutage } from './hold-out.ts'
import { inBatches } from './in-batches.ts'
import { backlogs, reactionDuration, type Outcome } from './metrics.ts'
import type { MessagingTables } from './tables.ts'

/** One reaction for every event type that the topology binds to the consumer; a missing one doesn't compile. */
export type Reactions<C extends Consumer, T, Effect = void> = {
  readonly [N in ConsumedBy<C>]: (tx: Transaction<T>, event: EventOf<N>) => Promise<Effect>
}

export interface ReactOptions {
  /** Told of a reaction that failed, which the bus tries again, and of a bus that does. */
  readonly onError: (error: unknown) => void
  /** Called after the effect of an event has committed. */
  readonly onHandled?: (event: Envelope) => void
}

/** How several events share a transaction: for effects that cost much the same for many as for one. */
export interface Together<T, Effect> {
  /** Events in one transaction, at most; fewer when their reactions take long. */
  readonly most: number
  /** Comes first in the transaction: the place for a lock, so that the locks of many events never cross those of others. */
  readonly begin: (tx: Transaction<T>, events: readonly Envelope[]) => Promise<void>
  /** Carries out what the reactions resolved with, in their order, before the transaction commits. */
  readonly finish: (effects: readonly Effect[]) => Promise<void>
}

const atOnce = 8
/** The reactions of one transaction end after this, but for the one under way: others may wait for its locks. */
const enough_ms = 2_000

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
  options: ReactOptions,
): Promise<AsyncDisposable> {
  const alone = { most: 1, begin: async () => {}, finish: async () => {} }
  return consume(bus, db, consumer, reactions, alone, options)
}

/**
 * As `react`, events that wait together in one transaction, one after another, in the order in which the bus handed them out. When one
 * of them fails the others are tried without it.
 */
export async function reactTogether<C extends Consumer, T extends MessagingTables, Effect>(
  bus: EventBus,
  db: Kysely<T>,
  consumer: C,
  reactions: Reactions<C, T, Effect>,
  together: Together<T, Effect>,
  options: ReactOptions,
): Promise<AsyncDisposable> {
  return consume(bus, db, consumer, reactions, together, options)
}

/** An event, and the reaction to it, which runs under the event's span. */
interface Given<T, Effect> {
  readonly event: Envelope
  readonly effectOf: (tx: Transaction<T>) => Promise<Effect>
}

async function consume<C extends Consumer, T extends MessagingTables, Effect>(
  bus: EventBus,
  db: Kysely<T>,
  consumer: C,
  reactions: Reactions<C, T, Effect>,
  { most, begin, finish }: Together<T, Effect>,
  { onError, onHandled }: ReactOptions,
): Promise<AsyncDisposable> {
  const stack = new AsyncDisposableStack()
  const known = new Map(Object.entries<(tx: Transaction<T>, event: never) => Promise<Effect>>(reactions))
  const stopping = new AbortController()

  async function carryOut(given: readonly Given<T, Effect>[]): Promise<readonly Outcome[]> {
    return db.transaction().execute(async (tx) => {
      const outcomes: Outcome[] = []
      const effects: Effect[] = []
      const events = given.map(({ event }) => event)
      await begin(tx, events)
      const unknown = await remember(tx, consumer, events)
      const until = performance.now() + enough_ms
      for (const { event, effectOf } of given) {
        const isNew = unknown.delete(event.id)
        if (isNew) effects.push(await effectOf(tx))
        outcomes.push(isNew ? 'handled' : 'duplicate')
        if (performance.now() > until) break
      }
      if (unknown.size > 0) await forget(tx, consumer, unknown)
      await finish(effects)
      return outcomes
    })
  }
  const heldOut = (given: readonly Given<T, Effect>[]) => holdOut(() => carryOut(given), { signal: stopping.signal, onWaiting: onError })
  const oneByOne = async (given: Given<T, Effect>) => (await heldOut([given]))[0] ?? 'handled'
  const carriedOut = most === 1 ? oneByOne : inBatches({ most, work: heldOut, isOfAll: isOutage })

  async function handle(event: Envelope): Promise<Outcome> {
    const reaction = known.get(event.type)
    // An event type from a newer release: nobody here knows what to do with it, so it is done.
    if (reaction === undefined) return 'handled'
    checkContract(event.type as EventName, event.data)
    const within = AsyncLocalStorage.snapshot()
    const outcome = await carriedOut({ event, effectOf: (tx) => within(() => reaction(tx, event as never)) })
    onHandled?.(event)
    return outcome
  }
  /** Its failure is told in here, where the log still knows the trace. */
  const told = (error: unknown): never => {
    onError(error)
    throw error
  }
  // While a batch is under way the next one gathers.
  const concurrency = most === 1 ? atOnce : 2 * most
  stack.use(await bus.consume(consumer, (event) => observed(consumer, event, () => handle(event).catch(told)), { concurrency, onError }))
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

/** The ids of those that nobody reacted to before; in one order, so that no two transactions wait for each other in a circle. */
async function remember<T>(tx: Transaction<T>, consumer: string, events: readonly Envelope[]): Promise<Set<string>> {
  const { rows } = await sql<{ event_id: string }>`
    insert into inbox (consumer, event_id)
    select ${consumer}, event_id from unnest(${events.map(({ id }) => id)}::uuid[]) event_id order by event_id
    on conflict do nothing returning event_id`.execute(tx)
  return new Set(rows.map(({ event_id }) => event_id))
}

/** Those that the transaction had no time for. */
async function forget<T>(tx: Transaction<T>, consumer: string, ids: ReadonlySet<string>): Promise<void> {
  await sql`delete from inbox where consumer = ${consumer} and event_id = any (${[...ids]}::uuid[])`.execute(tx)
}

/** Duplicates arrive within minutes; a week of memory is plenty, and keeps the table small. */
async function forgetOld<T>(db: Kysely<T>, consumer: string): Promise<void> {
  await sql`delete from inbox where consumer = ${consumer} and handled_at < now() - interval '7 days'`.execute(db)
}
