import pg from 'pg'
import { CONCURRENCY, DELIVERY_LIMIT } from './attempts.ts'
import type { EventBus, EventBusOptions } from './event-bus.ts'
import { Misconfigured } from './misconfigured.ts'
import { listen, type Listener } from './postgres/listener.ts'
import { listDead, measure, revive, store, storeFor } from './postgres/queue.ts'
import { declareTopology } from './postgres/schema.ts'
import { subscribe } from './postgres/subscription.ts'

/** A wrong password, a user that may not log in, a database that isn't there: SQLSTATE, appendix A of PostgreSQL's manual. */
const MISCONFIGURED = new Set(['28P01', '28000', '3D000'])

const explained = (error: unknown): unknown =>
  error instanceof pg.DatabaseError && MISCONFIGURED.has(error.code ?? '')
    ? new Misconfigured(`PostgreSQL refuses the event bus: ${error.message}`, { cause: error })
    : error

const openPool = (url: string, settings: pg.PoolConfig) => {
  const pool = new pg.Pool({
    connectionString: url,
    statement_timeout: 5_000,
    query_timeout: 6_000,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    ...settings,
  })
  // An idle connection that breaks is replaced at the next use, and whoever uses it hears of a failure.
  pool.on('error', () => {})
  return pool
}

/**
 * Events through tables of one PostgreSQL database, a copy for each consumer, delivered under a lease. Publishing waits
 * for the disk; settling does not, since a settlement lost in a crash only means that the event comes again.
 */
export async function openPostgresEventBus(url: string, options: EventBusOptions): Promise<EventBus> {
  const { topology, delivery_limit = DELIVERY_LIMIT, onLeftover = () => {} } = options
  const publishing = openPool(url, { max: 4, application_name: 'segue-bus-publish' })
  const consuming = openPool(url, { max: 4, application_name: 'segue-bus-consume', options: '-c synchronous_commit=off' })
  const subscriptions = new Set<AsyncDisposable>()
  let listener: Listener | undefined

  async function close(): Promise<void> {
    await Promise.all([...subscriptions].map((subscription) => subscription[Symbol.asyncDispose]()))
    await listener?.[Symbol.asyncDispose]()
    await Promise.all([publishing.end(), consuming.end()])
  }

  const known = (consumer: string) => {
    if (!Object.hasOwn(topology, consumer)) throw new Error(`The topology has no consumer "${consumer}"`)
  }

  try {
    const leftovers = await declareTopology(publishing, topology)
    if (leftovers.length > 0) onLeftover(leftovers)
  } catch (error) {
    await close()
    throw explained(error)
  }
  let closing: Promise<void> | undefined
  return {
    async publish(events, { to } = {}) {
      if (events.length === 0) return
      if (to === undefined) return store(publishing, events)
      known(to)
      await storeFor(publishing, to, events)
    },
    async consume(consumer, handle, { concurrency = CONCURRENCY, onError = () => {} } = {}) {
      known(consumer)
      listener ??= listen(url)
      const running = subscribe({ pool: consuming, listener, consumer, handle, concurrency, delivery_limit, onError })
      const subscription = {
        async [Symbol.asyncDispose]() {
          await running[Symbol.asyncDispose]()
          subscriptions.delete(subscription)
        },
      }
      subscriptions.add(subscription)
      return subscription
    },
    async ping() {
      await publishing.query('select 1')
    },
    backlog: (consumer) => measure(publishing, consumer),
    deadLetters: (consumer, limit) => listDead(publishing, consumer, limit),
    replay: (consumer) => revive(publishing, consumer),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
}
