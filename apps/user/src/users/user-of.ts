import type { EventData, User } from '@segue/contracts'
import type { Claims } from '@segue/identity'
import type { UserRow } from '../db/tables.ts'

/** The user as they see themselves. */
export const userOf = ({ user_id, email, display_name, country, language, plan, role, preferences, created_at, updated_at }: UserRow): User => ({
  id: user_id,
  email,
  display_name,
  country,
  language,
  plan,
  role,
  preferences,
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})

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
