import type { Kysely } from 'kysely'
import type { Tables, UserRow } from '../db/tables.ts'
import { foldEmail } from '../rules/fold-email.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** The user of an e-mail address; asks as often for an unknown one as for a known one. */
export async function findAccount(db: Kysely<Tables>, email: string): Promise<UserRow | undefined> {
  // PostgreSQL can't hold NUL in text, so no account has one.
  const folded = foldEmail(email).replaceAll('\0', ' ')
  const known = await db.selectFrom('emails').select('user_id').where('email', '=', folded).executeTakeFirst()
  return db.selectFrom('users').selectAll().where('user_id', '=', known?.user_id ?? NOBODY).executeTakeFirst()
}
