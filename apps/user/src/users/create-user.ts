import { randomUUIDv7 } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Tables, UserRow } from '../db/tables.ts'
import { foldEmail } from '../rules/fold-email.ts'
import { announceUser } from './announce-user.ts'

export interface NewUser {
  readonly email: string
  readonly display_name: string
  readonly password_hash: string
  readonly country?: string
  readonly role?: UserRow['role']
}

/** Creates and announces a user; null when the e-mail address has an account. */
export async function createUser(tx: Transaction<Tables>, user: NewUser, now: Date): Promise<UserRow | null> {
  const { email, display_name, password_hash, country = null, role = 'listener' } = user
  const user_id = randomUUIDv7()
  const claimed = await tx
    .insertInto('emails')
    .values({ email: foldEmail(email), user_id })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst()
  if (!claimed) return null
  const created = await tx
    .insertInto('users')
    .values({
      user_id,
      email,
      display_name,
      country,
      language: null,
      plan: 'free',
      role,
      preferences: { explicit_filter: false, max_bitrate_kbps: 320, private_session: false },
      password_hash,
      version: 1,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await announceUser(tx, 'user.registered', created)
  return created
}
