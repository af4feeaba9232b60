import type { Caller } from '@segue/service'
import type { Kysely } from 'kysely'
import type { Tables } from './db/tables.ts'
import { rememberName } from './queries/remember-name.ts'

/** Makes sure that the name of a caller is known, even where `user.registered` is still on its way. */
export type RememberUser = (caller: Caller) => Promise<void>

const MOST = 50_000

/** Writes only what this process has not written before: a busy listener costs nothing. */
export function userMemory(db: Kysely<Tables>): RememberUser {
  const remembered = new Map<string, number>()
  return async ({ user_id, user_version, display_name }) => {
    if ((remembered.get(user_id) ?? -1) >= user_version) return
    await rememberName(db, { user_id, version: user_version, display_name })
    if (remembered.size >= MOST) remembered.clear()
    remembered.set(user_id, user_version)
  }
}
