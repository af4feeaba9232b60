import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { counts, playsOf } from '../rules/plays-of.ts'

const shards = 8
/** How far back a late report may still complete a play. */
const looks_back = sql<Date>`now() - interval '30 days'`

/** Counts the plays of one listener and song that reached the mark and did not count yet, each hour once. */
export async function countPlays(tx: Transaction<Tables>, { user_id, song_id, region }: { user_id: string; song_id: string; region: string | null }): Promise<void> {
  const song = await tx.selectFrom('songs').select('snapshot').where('song_id', '=', song_id).executeTakeFirst()
  if (song === undefined || song.snapshot === null) return
  const { duration_ms } = song.snapshot
  const events = await tx
    .selectFrom('playback_events')
    .select(['event_id', 'type', 'position_ms', 'occurred_at'])
    .where('user_id', '=', user_id)
    .where('song_id', '=', song_id)
    .where('occurred_at', '>', looks_back)
    .execute()
  const hours = playsOf(events).filter((play) => counts(play, duration_ms)).map(({ started_at }) => hourOf(started_at))
  if (hours.length === 0) return
  const counted = await tx
    .insertInto('counted_plays')
    .values([...new Set(hours)].map((hour) => ({ user_id, song_id, hour: new Date(hour) })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('hour')
    .execute()
  if (counted.length === 0) return
  const shard = Number.parseInt(user_id.slice(-2), 16) % shards
  await tx
    .insertInto('uncounted')
    .values(counted.map(({ hour }) => ({ song_id, hour, region: region ?? '', shard, plays: 1 })))
    .onConflict((conflict) => conflict.columns(['song_id', 'hour', 'region', 'shard']).doUpdateSet({ plays: sql`uncounted.plays + 1` }))
    .execute()
}

const hourOf = (time: Date): number => Math.floor(time.getTime() / 3_600_000) * 3_600_000
