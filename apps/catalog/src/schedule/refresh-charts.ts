import type { Db } from '@segue/database'
import type { ChartWindow } from '@segue/contracts'
import { sql } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** Places of a chart. */
export const chartPlaces = 500

const hoursOf: Readonly<Record<ChartWindow, number>> = { hour: 1, day: 24, week: 168 }

/**
 * Makes the next generation of every chart: overall, by genre, by region and by both, for each window. Reads the hours of the
 * window alone, including the one it begins in. The generation before stays, for the ranks of yesterday; replicas take turns.
 */
export async function refreshCharts(db: Db<Tables>, every_s: number): Promise<void> {
  await db.patiently(async (patient) => {
    for (const window of ['hour', 'day', 'week'] as const) {
      await patient.transaction().execute(async (tx) => {
        const { rows: [turn] } = await sql<{ generation: number }>`
          select coalesce(max(generation), 0) + 1 as generation from chart_snapshots where chart_window = ${window}
          having pg_try_advisory_xact_lock(hashtextextended(${`chart ${window}`}, 0))
            and coalesce(max(generated_at) <= now() - ${every_s * 0.9} * interval '1 second', true)`.execute(tx)
        if (turn === undefined) return
        const { generation } = turn
        await sql`
          with counted as (
            select played.artist_id, played.song_id, lower(song.genre) as genre, played.region, sum(played.plays) as plays
            from hourly_plays as played join songs as song using (artist_id, song_id)
            where played.hour > now() - ${hoursOf[window] + 1} * interval '1 hour' and song.visibility = 'published'
            group by 1, 2, 3, 4
          ), summed as (
            select coalesce(genre, '') as genre, coalesce(region, '') as region, artist_id, song_id, sum(plays) as plays
            from counted
            group by grouping sets ((artist_id, song_id), (artist_id, song_id, genre), (artist_id, song_id, region), (artist_id, song_id, genre, region))
            having grouping(region) = 1 or region <> ''
          ), ranked as (
            select *, row_number() over (partition by genre, region order by plays desc, song_id desc) as rank from summed
          )
          insert into chart_entries (chart_window, genre, region, generation, rank, artist_id, song_id, plays)
          select ${window}, genre, region, ${generation}::int, rank, artist_id, song_id, plays from ranked where rank <= ${chartPlaces}`.execute(tx)
        await tx.insertInto('chart_snapshots').values({ chart_window: window, generation, generated_at: sql`now()` }).execute()
        await tx.deleteFrom('chart_entries').where('chart_window', '=', window).where('generation', '<', generation - 1).execute()
        await tx.deleteFrom('chart_snapshots').where('chart_window', '=', window).where('generation', '<', generation - 1).execute()
      })
    }
  })
}
