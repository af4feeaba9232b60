import type { Db } from '@segue/database'
import type { Tables } from '../db/tables.ts'
import { hashPassword, verifyPassword } from '../passwords/hash-password.ts'
import { changeUser, holdUser } from './change-user.ts'
import { createUser } from './create-user.ts'
import { findAccount } from './find-account.ts'

interface Credentials {
  readonly email: string
  readonly password: string
}

/**
 * Sees to it that an administrator with this e-mail and password exists: opens the account, or promotes the one that is
 * there. A password that differs is replaced and ends the sessions that were opened with the old one.
 */
export async function ensureAdministrator(db: Db<Tables>, { email, password }: Credentials, now: Date): Promise<void> {
  const present = await findAccount(db, email)
  const samePassword = present !== undefined && (await verifyPassword(password, present.password_hash))
  if (present?.role === 'administrator' && samePassword) return
  const password_hash = samePassword ? present.password_hash : await hashPassword(password)

  await db.transaction().execute(async (tx) => {
    if (await createUser(tx, { email, display_name: 'Administrator', password_hash, role: 'administrator' }, now)) return
    const account = await findAccount(tx, email)
    const user = account && (await holdUser(tx, account.user_id))
    if (!user) throw new Error('The administrator was neither found nor created')
    await changeUser(tx, user, { role: 'administrator' }, now)
    if (samePassword) return
    await tx.updateTable('users').set({ password_hash }).where('user_id', '=', user.user_id).execute()
    await tx.deleteFrom('refresh_families').where('user_id', '=', user.user_id).execute()
  })
}
