import { randomUUIDv7 } from 'node:crypto'
import type { EventOf } from '@segue/contracts'
import { emit } from '@segue/messaging'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Adds the plays to their hours and songs, and announces what these come to. Rows are taken in one order, so that two batches can't wait for each other. */
export async function onPlaysCounted(tx: Transaction<Tables>, { data }: EventOf<'plays.counted'>): Promise<void> {
  const counted = sql`jsonb_to_recordset(${JSON.stringify(data.items)}::jsonb) as item(song_id uuid, hour timestamptz, region text, plays bigint)
    join song_artists using (song_id)`
  await sql`
    insert into hourly_plays (artist_id, song_id, hour, region, plays)
    select artist_id, song_id, date_trunc('hour', hour, 'UTC'), coalesce(region, ''), sum(plays)
    from ${counted}
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict (artist_id, song_id, hour, region) do update set plays = hourly_plays.plays + excluded.plays`.execute(tx)
  const { rows } = await sql<{ song_id: string; plays: number }>`
    insert into song_plays (artist_id, song_id, plays)
    select artist_id, song_id, sum(plays)
    from ${counted}
    group by 1, 2
    order by 1, 2
    on conflict (artist_id, song_id) do update set plays = song_plays.plays + excluded.plays
    returning song_id, plays`.execute(tx)
  if (rows.length === 0) return
  await emit(tx, 'plays.totalled', { aggregate_id: randomUUIDv7(), aggregate_version: 1, data: { items: rows } })
}
