import { randomUUIDv7 } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { judgeRefresh } from '../rules/judge-refresh.ts'
import { createRefreshToken, type RefreshToken } from './refresh-token.ts'

/** Opens a family and answers its first token. */
export async function openFamily(tx: Transaction<Tables>, user_id: string, now: Date): Promise<string> {
  const family_id = randomUUIDv7()
  const { token, hash } = createRefreshToken(user_id)
  await tx.insertInto('refresh_families').values({ user_id, family_id, used_at: now }).execute()
  await tx.insertInto('refresh_tokens').values({ user_id, family_id, token_hash: hash, predecessor: null, traded_at: null }).execute()
  return token
}

const familyOf = (db: Kysely<Tables>, { user_id, hash }: RefreshToken) =>
  db.selectFrom('refresh_tokens').select('family_id').where('user_id', '=', user_id).where('token_hash', '=', hash)

export type Trade = { readonly refresh_token: string } | { readonly refused: 'unknown' | 'expired' | 'reused' }

/**
 * Trades a token for the next one of its family. A family whose token was used again is gone after that, so the caller
 * must let the transaction commit and refuse only then.
 */
export async function tradeToken(tx: Transaction<Tables>, { user_id, hash }: RefreshToken, now: Date): Promise<Trade> {
  // The family's row is the lock: what happens to its tokens happens one after another.
  const family = await tx
    .selectFrom('refresh_families')
    .select(['family_id', 'used_at'])
    .where('user_id', '=', user_id)
    .where('family_id', '=', familyOf(tx, { user_id, hash }))
    .forUpdate()
    .executeTakeFirst()
  if (!family) return { refused: 'unknown' }
  const { family_id } = family

  const presented = await tx
    .selectFrom('refresh_tokens as presented')
    .select((q) => [
      'traded_at',
      q.exists(
        q
          .selectFrom('refresh_tokens as successor')
          .select('successor.token_hash')
          .where('successor.user_id', '=', user_id)
          .where('successor.predecessor', '=', hash)
          .where('successor.traded_at', 'is not', null),
      ).as('successor_used'),
    ])
    .where('user_id', '=', user_id)
    .where('token_hash', '=', hash)
    .executeTakeFirst()
  if (!presented) return { refused: 'unknown' }

  const { traded_at, successor_used } = presented
  const judgement = judgeRefresh({ traded_at, successor_used: Boolean(successor_used), family_used_at: family.used_at }, now)
  if (judgement === 'reused' || judgement === 'expired') {
    await tx.deleteFrom('refresh_families').where('user_id', '=', user_id).where('family_id', '=', family_id).execute()
    return { refused: judgement }
  }

  const next = createRefreshToken(user_id)
  if (judgement === 'trade') {
    await tx.updateTable('refresh_tokens').set({ traded_at: now }).where('user_id', '=', user_id).where('token_hash', '=', hash).execute()
  }
  await tx.insertInto('refresh_tokens').values({ user_id, family_id, token_hash: next.hash, predecessor: hash, traded_at: null }).execute()
  await tx.updateTable('refresh_families').set({ used_at: now }).where('user_id', '=', user_id).where('family_id', '=', family_id).execute()
  return { refresh_token: next.token }
}

/** Ends the family of a token, if there is one. */
export async function closeFamily(db: Kysely<Tables>, { user_id, hash }: RefreshToken): Promise<void> {
  await db
    .deleteFrom('refresh_families')
    .where('user_id', '=', user_id)
    .where('family_id', '=', familyOf(db, { user_id, hash }))
    .execute()
}
