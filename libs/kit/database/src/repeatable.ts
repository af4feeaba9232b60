import { sql, type Kysely, type Transaction } from 'kysely'
import { KEPT } from './idempotency-keys.ts'

/** An `Idempotency-Key` as the owner of the write sees it. `fingerprint` stands for the body. */
export interface RepeatClaim {
  readonly user_id: string
  readonly operation: string
  readonly key: string
  readonly fingerprint: string
}

/** The key came before with another body. */
export class IdempotencyKeyReused extends Error {
  readonly code = 'idempotency_key_reused'
}

/** The write of this key is under way at this moment. */
export class IdempotencyKeyInFlight extends Error {
  readonly code = 'idempotency_key_in_flight'
}

/**
 * Runs `write` in one transaction. With a claim its result, which must be JSON or undefined, is kept for 24 h in the same
 * transaction, and the same claim gets it again without a second write. Throws `IdempotencyKeyReused` and
 * `IdempotencyKeyInFlight`; what `write` throws rolls everything back and is not kept, so the key may be tried again.
 */
export function repeatable<Tables, Result>(
  db: Kysely<Tables>,
  claim: RepeatClaim | null,
  write: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (tx) => {
    if (!claim) return write(tx)
    const { user_id, operation, key, fingerprint } = claim
    const { rows: [lock] } = await sql<{ taken: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${JSON.stringify([user_id, operation, key])}, 0)) as taken`.execute(tx)
    if (!lock?.taken) throw new IdempotencyKeyInFlight(`A request with the idempotency key ${key} is under way`)

    // A statement of its own: its snapshot must be younger than the lock.
    const { rows: [kept] } = await sql<{ fingerprint: string; answer: { result: Result } }>`
      select fingerprint, answer from idempotency_keys
      where user_id = ${user_id} and operation = ${operation} and key = ${key} and created_at > now() - ${KEPT}`.execute(tx)
    if (kept && kept.fingerprint !== fingerprint) throw new IdempotencyKeyReused(`The idempotency key ${key} came before with another request`)
    if (kept) return kept.answer.result

    const result = await write(tx)
    await sql`
      insert into idempotency_keys (user_id, operation, key, fingerprint, answer)
      values (${user_id}, ${operation}, ${key}, ${fingerprint}, ${JSON.stringify({ result })})
      on conflict (user_id, operation, key)
      do update set fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = excluded.created_at`.execute(tx)
    return result
  })
}
