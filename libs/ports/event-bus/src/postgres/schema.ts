import type { Topology } from '@segue/contracts'
import type { Pool } from 'pg'
import type { Binding } from '../event-bus.ts'

/**
 * `attempts` counts deliveries and is the fencing token as well: whoever lost a lease holds an older number.
 * `available_at` is when a message may be claimed: at once, after a retry's delay, or when the lease of its claim ends.
 */
const schema = `
  create table if not exists bus_bindings (
    consumer text not null,
    event_type text not null,
    primary key (consumer, event_type)
  );
  create table if not exists bus_messages (
    id bigint generated always as identity primary key,
    consumer text not null,
    event json not null,
    attempts integer not null default 0,
    last_error text,
    published_at timestamptz not null default now(),
    available_at timestamptz not null default now()
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
  create index if not exists bus_messages_available on bus_messages (consumer, available_at);
  create table if not exists bus_dead_letters (
    id bigint primary key,
    consumer text not null,
    event json not null,
    reason text not null,
    attempts integer not null,
    died_at timestamptz not null default now()
  );
  create index if not exists bus_dead_letters_consumer on bus_dead_letters (consumer, id);
`

/**
 * Creates what is missing; any number of processes may do so at once. Bindings are only ever added: while two versions
 * run side by side the older must still get what the newer does not ask for, and a removed consumer's queue is kept. Returns those
 * that the topology doesn't have.
 */
export async function declareTopology(pool: Pool, topology: Topology): Promise<Binding[]> {
  const bindings = Object.entries(topology).flatMap(([consumer, types]) => types.map((type) => ({ consumer, type })))
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(hashtextextended('segue event bus', 0))`)
    await client.query(schema)
    await client.query(
      'insert into bus_bindings (consumer, event_type) select * from unnest($1::text[], $2::text[]) on conflict do nothing',
      [bindings.map(({ consumer }) => consumer), bindings.map(({ type }) => type)],
    )
    const { rows } = await client.query<Binding>('select consumer, event_type as type from bus_bindings order by consumer, event_type')
    await client.query('commit')
    client.release()
    return rows.filter(({ consumer, type }) => !(Object.hasOwn(topology, consumer) && topology[consumer]?.includes(type)))
  } catch (error) {
    client.release(true)
    throw error
  }
}
