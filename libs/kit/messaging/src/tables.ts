import { sql, type Generated, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Envelope } from '@segue/contracts'

/** Every service that emits or reacts has these two tables, beside its own. */
export interface MessagingTables {
  outbox: { seq: Generated<number>; event: Envelope }
  inbox: { consumer: string; event_id: string; handled_at: Generated<Date> }
}

/** The first migration of a service that emits or reacts. */
export const messagingMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table outbox (seq bigint generated always as identity primary key, event jsonb not null)`.execute(db)
    await sql`create table inbox (consumer text not null, event_id uuid not null, handled_at timestamptz not null default now(), primary key (consumer, event_id))`.execute(db)
    await sql`create index inbox_handled_at on inbox (handled_at)`.execute(db)
  },
}
