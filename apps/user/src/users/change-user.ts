import type { Transaction } from 'kysely'
import type { Tables, UserRow } from '../db/tables.ts'
import { announceUser } from './announce-user.ts'

export type Changeable = Pick<UserRow, 'display_name' | 'country' | 'language' | 'preferences' | 'plan' | 'role'>

/** Reads a user and holds the row until the transaction ends. */
export const holdUser = (tx: Transaction<Tables>, user_id: string): Promise<UserRow | undefined> =>
  tx.selectFrom('users').selectAll().where('user_id', '=', user_id).forUpdate().executeTakeFirst()

/** Changes a held user and announces it; a change that changes nothing is none. */
export async function changeUser(tx: Transaction<Tables>, user: UserRow, changes: Partial<Changeable>, now: Date): Promise<UserRow> {
  const changed = { ...user, ...changes }
  if (JSON.stringify(changed) === JSON.stringify(user)) return user
  const saved = await tx
    .updateTable('users')
    .set({ ...changes, version: user.version + 1, updated_at: now })
    .where('user_id', '=', user.user_id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await announceUser(tx, 'user.updated', saved)
  return saved
}
