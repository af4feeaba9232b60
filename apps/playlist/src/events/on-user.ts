import type { EventOf } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { rememberName } from '../queries/remember-name.ts'

/** Remembers a user's name, unless a newer one is known. */
export const onUser = (tx: Transaction<Tables>, { aggregate_id, aggregate_version, data }: EventOf<'user.registered' | 'user.updated'>): Promise<void> =>
  rememberName(tx, { user_id: aggregate_id, version: aggregate_version, display_name: data.display_name })
