import type { EventData, User } from '@segue/contracts'
import type { Claims } from '@segue/identity'
import type { UserRow } from '../db/tables.ts'

/** The user as they see themselves. */
export function userOf(user: UserRow): User {
  const { user_id: id, email, display_name, country, language, plan, role, preferences } = user
  const [created_at, updated_at] = [user.created_at.toISOString(), user.updated_at.toISOString()]
  return { id, email, display_name, country, language, plan, role, preferences, created_at, updated_at }
}

/** What others may remember. */
export const summaryOf = ({ user_id, display_name, country, plan, role, preferences }: UserRow): EventData<'user.updated'> => ({
  user_id,
  display_name,
  country,
  plan,
  role,
  preferences,
})

/** What an access token says. */
export const claimsOf = (user: UserRow): Claims => ({ ...summaryOf(user), user_version: user.version })
