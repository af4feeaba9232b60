import { emit, type Announcement } from '@segue/messaging'
import type { Transaction } from 'kysely'
import type { Tables, UserRow } from '../db/tables.ts'
import { summaryOf } from './user-of.ts'

/** Announces a user as they are now. */
export const announceUser = (tx: Transaction<Tables>, type: 'user.registered' | 'user.updated', user: UserRow): Promise<void> =>
  emit(tx, type, announcementOf(user))

/** What other services hear of a user. */
export const announcementOf = (user: UserRow): Announcement<'user.updated'> => ({
  aggregate_id: user.user_id,
  aggregate_version: user.version,
  data: summaryOf(user),
})
