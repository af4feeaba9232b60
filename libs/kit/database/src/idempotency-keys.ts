import { sql, type Kysely } from 'kysely'
import type { Migration } from './migrate.ts'

/** How long an answer is kept, as an SQL interval. */
export const KEPT = sql`interval '24 hours'`

/** The table of `repeatable`, for the migrations of a service. `json` keeps the answer as it was, key order included. */
export const idempotencyKeysMigration: Migration = {
  async up(db) {
    await sql`
      create table idempotency_keys (
        user_id uuid not null,
        operation text not null,
        key text not null,
        fingerprint text not null,
        answer json not null,
        created_at timestamptz not null default now(),
        primary key (user_id, operation, key)
      )`.execute(db)
    await sql`create index idempotency_keys_created_at on idempotency_keys (created_at)`.execute(db)
  },
}

/** Deletes what is older than 24 h, at most `limit` rows; answers how many. For a periodic task: an old key is ignored anyway. */
export async function purgeIdempotencyKeys<Tables>(db: Kysely<Tables>, limit = 10_000): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from idempotency_keys where (user_id, operation, key) in (
      select user_id, operation, key from idempotency_keys where created_at < now() - ${KEPT}
      order by created_at limit ${limit} for update skip locked
    )`.execute(db)
  return Number(numAffectedRows)
}
