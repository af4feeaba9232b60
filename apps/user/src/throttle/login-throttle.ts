import { createHash } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** A sign-in: the folded e-mail, whether an account has it or not, and the address it comes from. */
export interface Attempt {
  readonly email: string
  readonly address: string
}

const WINDOW_MS = 5 * 60_000
/** Failures that fit the window: from one address on one account, and from all addresses on one account. */
export const MOST_FROM_ADDRESS = 10
const MOST_ON_ACCOUNT = 100

/** Hashed, since people type all sorts of things into the field for the e-mail. */
const keyOf = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
const bucketsOf = ({ email, address }: Attempt) => [
  { key: keyOf(email, address), drip_ms: WINDOW_MS / MOST_FROM_ADDRESS },
  { key: keyOf(email), drip_ms: WINDOW_MS / MOST_ON_ACCOUNT },
]

/**
 * Whole seconds until another attempt is let in, 0 for now. Failures fill a bucket that drains evenly, so that whoever is
 * throttled gets one attempt each 30 s rather than a long silence. Successful sign-ins don't count.
 */
export async function secondsUntilNextAttempt(db: Kysely<Tables>, attempt: Attempt, now: Date): Promise<number> {
  const buckets = bucketsOf(attempt)
  const filled = await db.selectFrom('login_throttles').selectAll().where('key', 'in', buckets.map(({ key }) => key)).execute()
  const waits_ms = buckets.map(({ key, drip_ms }) => {
    const drained_at = filled.find((row) => row.key === key)?.drained_at ?? now
    return drained_at.getTime() + drip_ms - WINDOW_MS - now.getTime()
  })
  return Math.max(0, Math.ceil(Math.max(...waits_ms) / 1000))
}

/** Counts a failed sign-in. */
export async function recordFailure(db: Kysely<Tables>, attempt: Attempt, now: Date): Promise<void> {
  const rows = bucketsOf(attempt).map(({ key, drip_ms }) => sql`(${key}, ${now}::timestamptz + ${drip_ms} * interval '1 ms')`)
  await sql`
    insert into login_throttles (key, drained_at) values ${sql.join(rows)}
    on conflict (key) do update set drained_at = greatest(login_throttles.drained_at, ${now}) + (excluded.drained_at - ${now})`.execute(db)
}

/** The owner has signed in from this address: what failed there before was they themselves. */
export async function forgiveFailures(db: Kysely<Tables>, { email, address }: Attempt): Promise<void> {
  await db.deleteFrom('login_throttles').where('key', '=', keyOf(email, address)).execute()
}
