import type { EventOf } from '@segue/contracts'
import type { Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Remembers what decides about playback, unless something newer is known. */
export async function onUser(tx: Transaction<Tables>, { aggregate_id, aggregate_version, data }: EventOf<'user.registered' | 'user.updated'>): Promise<void> {
  const { plan, country, preferences: { explicit_filter, max_bitrate_kbps } } = data
  const listener = { version: aggregate_version, plan, country, explicit_filter, max_bitrate_kbps }
  await tx
    .insertInto('listeners')
    .values({ user_id: aggregate_id, ...listener })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(listener).where('listeners.version', '<', aggregate_version))
    .execute()
}
