import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Writes a user's name, unless a newer one is known. */
export async function rememberName(db: Kysely<Tables>, { user_id, version, display_name }: Tables['users']): Promise<void> {
  await db
    .insertInto('users')
    .values({ user_id, version, display_name })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ version, display_name }).where('users.version', '<', version))
    .execute()
}
