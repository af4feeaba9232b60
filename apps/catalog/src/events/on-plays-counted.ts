import type { EventOf } from '@segue/contracts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Adds the plays to their hours. Rows are taken in one order, so that two batches can't wait for each other. */
export async function onPlaysCounted(tx: Transaction<Tables>, { data }: EventOf<'plays.counted'>): Promise<void> {
  await sql`
    insert into hourly_plays (artist_id, song_id, hour, region, plays)
    select artist_id, song_id, date_trunc('hour', hour, 'UTC'), coalesce(region, ''), sum(plays)
    from jsonb_to_recordset(${JSON.stringify(data.items)}::jsonb) as item(song_id uuid, hour timestamptz, region text, plays bigint)
    join song_artists using (song_id)
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict (artist_id, song_id, hour, region) do update set plays = hourly_plays.plays + excluded.plays`.execute(tx)
}
