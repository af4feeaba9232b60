import type { Envelope } from '@segue/contracts'
import type { Pool } from 'pg'
import type { Backlog, DeadLetter } from '../event-bus.ts'

/** Waiting consumers listen here; the payload is the consumer's name. */
export const CHANNEL = 'segue_bus'

/** A claim that is not extended ends after this: what a killed or frozen process held comes again. */
export const LEASE_MS = 10_000

export interface Delivery {
  readonly id: string
  readonly event: Envelope
  readonly attempts: number
  readonly last_error: string | null
}

const LEASE = `interval '${LEASE_MS} milliseconds'`
const NOTIFY = `select pg_notify('${CHANNEL}', consumer) from (select distinct consumer from stored) as woken`
const serialised = (events: readonly Envelope[]) => events.map((event) => JSON.stringify(event))

/** One statement, so one transaction: every copy of every event or none, and the wake-up with them. */
export async function store(pool: Pool, events: readonly Envelope[]): Promise<void> {
  await pool.query({
    name: 'store',
    text: `with stored as (
        insert into bus_messages (consumer, event)
        select binding.consumer, published.event
        from unnest($1::text[], $2::json[]) with ordinality as published (type, event, position)
        join bus_bindings as binding on binding.event_type = published.type
        order by published.position
        returning consumer
      ) ${NOTIFY}`,
    values: [events.map(({ type }) => type), serialised(events)],
  })
}

export async function storeFor(pool: Pool, consumer: string, events: readonly Envelope[]): Promise<void> {
  await pool.query({
    name: 'store-for',
    text: `with stored as (
        insert into bus_messages (consumer, event)
        select $1::text, event from unnest($2::json[]) with ordinality as published (event, position) order by position
        returning consumer
      ) ${NOTIFY}`,
    values: [consumer, serialised(events)],
  })
}

/** Deletes what was handled and claims up to `limit` of what is due: one round trip for both. */
export async function settleAndClaim(pool: Pool, consumer: string, handled: readonly string[], limit: number): Promise<Delivery[]> {
  const { rows } = await pool.query<Delivery>({
    name: 'settle-and-claim',
    text: `with handled as (
        delete from bus_messages where id = any($1::bigint[])
      ), due as (
        select id from bus_messages
        where consumer = $2 and available_at <= now() and id <> all($1::bigint[])
        order by available_at limit $3 for update skip locked
      )
      update bus_messages as message set attempts = attempts + 1, available_at = now() + ${LEASE}
      from due where message.id = due.id
      returning message.id, event, attempts, last_error`,
    values: [handled, consumer, limit],
  })
  return rows
}

const idsOf = (deliveries: readonly Delivery[]) => deliveries.map(({ id }) => id)
const attemptsOf = (deliveries: readonly Delivery[]) => deliveries.map(({ attempts }) => attempts)

/** Keeps the claims of handlers that are still at work; a claim that somebody else has by now is left alone. */
export async function extend(pool: Pool, deliveries: readonly Delivery[]): Promise<void> {
  await pool.query({
    name: 'extend',
    text: `update bus_messages as message set available_at = now() + ${LEASE}
      from unnest($1::bigint[], $2::integer[]) as held (id, attempts)
      where message.id = held.id and message.attempts = held.attempts`,
    values: [idsOf(deliveries), attemptsOf(deliveries)],
  })
}

export async function giveBack(pool: Pool, { id, attempts }: Delivery, reason: string, delay_ms: number): Promise<void> {
  await pool.query({
    name: 'give-back',
    text: `update bus_messages set last_error = $3, available_at = now() + $4 * interval '1 millisecond' where id = $1 and attempts = $2`,
    values: [id, attempts, reason, delay_ms],
  })
}

export async function bury(pool: Pool, { id, attempts }: Delivery, reason: string, made: number): Promise<void> {
  await pool.query({
    name: 'bury',
    text: `with dead as (delete from bus_messages where id = $1 and attempts = $2 returning id, consumer, event)
      insert into bus_dead_letters (id, consumer, event, reason, attempts) select id, consumer, event, $3, $4::integer from dead`,
    values: [id, attempts, reason, made],
  })
}

export async function measure(pool: Pool, consumer: string): Promise<Backlog> {
  const { rows } = await pool.query<Backlog>(
    `select count(*)::integer as waiting,
       coalesce(extract(epoch from now() - min(published_at)) * 1000, 0)::float8 as oldest_ms,
       (select count(*)::integer from bus_dead_letters where consumer = $1) as dead
     from bus_messages where consumer = $1`,
    [consumer],
  )
  return rows[0] ?? { waiting: 0, dead: 0, oldest_ms: 0 }
}

export async function listDead(pool: Pool, consumer: string, limit: number): Promise<DeadLetter[]> {
  const { rows } = await pool.query<Omit<DeadLetter, 'died_at'> & { died_at: Date }>(
    'select event, reason, attempts, died_at from bus_dead_letters where consumer = $1 order by id limit $2',
    [consumer, limit],
  )
  return rows.map((row) => ({ ...row, died_at: row.died_at.toISOString() }))
}

export async function revive(pool: Pool, consumer: string): Promise<number> {
  const { rows } = await pool.query<{ revived: number }>(
    `with dead as (
       delete from bus_dead_letters where consumer = $1 returning id, consumer, event
     ), stored as (
       insert into bus_messages (consumer, event) select consumer, event from dead order by id returning consumer
     ), woken as (${NOTIFY})
     select count(*)::integer as revived from stored where (select count(*) from woken) >= 0`,
    [consumer],
  )
  return rows[0]?.revived ?? 0
}
