import type { Db } from '@segue/database'
import type { ChartWindow } from '@segue/contracts'
import { sql, type Kysely, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Places of a chart. */
export const chartPlaces = 200

/** A refresh that took long rests ten times as long, so that however many songs are played, charts cost a tenth of a core. */
const rest = 10

const hoursOf: Readonly<Record<ChartWindow, number>> = { hour: 1, day: 24, week: 168 }

/**
 * Makes the next snapshot of the charts that are due: overall, by genre, by region and by both, for each window. Reads the
 * hours of the window alone, with the one it begins in. The snapshot before is kept for the ranks it gave. Replicas take turns.
 */
export async function refreshCharts(db: Db<Tables>, every_s: number): Promise<void> {
  for (const window of ['hour', 'day', 'week'] as const) {
    if (!(await isDue(db, window))) continue
    await db.patiently((patient) =>
      patient.transaction().execute(async (tx) => {
        const { rows: [turn] } = await sql<{ taken: boolean }>`
          select pg_try_advisory_xact_lock(hashtextextended(${`chart ${window}`}, 0)) as taken`.execute(tx)
        // Asked again under the lock: another replica may just have done it.
        if (turn?.taken && (await isDue(tx, window))) await takeSnapshot(tx, window, every_s)
      }),
    )
  }
}

async function isDue(db: Kysely<Tables>, window: ChartWindow): Promise<boolean> {
  const fresh = await db
    .selectFrom('chart_snapshots')
    .where('chart_window', '=', window)
    .where('next_update_at', '>', sql<Date>`now()`)
    .select('generation')
    .executeTakeFirst()
  return fresh === undefined
}

async function takeSnapshot(tx: Transaction<Tables>, window: ChartWindow, every_s: number): Promise<void> {
  // Sorting in memory; for this transaction alone.
  await sql`set local work_mem = '64MB'`.execute(tx)
  const { rows: [next] } = await sql<{ generation: number }>`
    select coalesce(max(generation), 0) + 1 as generation from chart_snapshots where chart_window = ${window}`.execute(tx)
  const generation = next?.generation ?? 1
  await sql`
    with counted as (
      select played.artist_id, played.song_id, lower(song.genre) as genre, played.region, sum(played.plays)::bigint as plays
      from hourly_plays as played join songs as song using (artist_id, song_id)
      where played.hour > now() - ${hoursOf[window] + 1} * interval '1 hour' and song.visibility = 'published'
      group by 1, 2, 3, 4
    ), summed as (
      select coalesce(genre, '') as genre, coalesce(region, '') as region, artist_id, song_id, sum(plays)::bigint as plays
      from counted
      group by grouping sets (
        (artist_id, song_id), (artist_id, song_id, genre), (artist_id, song_id, region), (artist_id, song_id, genre, region)
      )
      having grouping(region) = 1 or region <> ''
    ), ranked as (
      select *, row_number() over (partition by genre, region order by plays desc, song_id desc) as rank from summed
    )
    insert into chart_entries (chart_window, genre, region, generation, rank, artist_id, song_id, plays)
    select ${window}, genre, region, ${generation}::int, rank, artist_id, song_id, plays
    from ranked where rank <= ${chartPlaces}`.execute(tx)
  await sql`
    insert into chart_snapshots (chart_window, generation, generated_at, next_update_at)
    select ${window}, ${generation}::int, now(), clock_timestamp() + greatest(
      ${every_s} * interval '1 second', ${rest} * (clock_timestamp() - now())
    )`.execute(tx)
  await tx.deleteFrom('chart_entries').where('chart_window', '=', window).where('generation', '<', generation - 1).execute()
  await tx.deleteFrom('chart_snapshots').where('chart_window', '=', window).where('generation', '<', generation - 1).execute()
}
