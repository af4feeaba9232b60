import type { listTrending, QueryOf, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { chartSongIds, chartSongs, latestSnapshot, newestSongs } from '../queries/chart.ts'
import { presentCards } from '../queries/songs.ts'
import { chartPlaces } from '../schedule/refresh-charts.ts'

type Trending = ReplyOf<typeof listTrending>

type Reading = Pick<Context, 'mediaUrl' | 'chartRefreshS'> & { readonly db: Kysely<Tables> }

/** A song that was taken down leaves the chart within this time. */
const longestCached_ms = 2_000

export const handleListTrending =
  (context: Context) =>
  ({ query }: Call<typeof listTrending>): Promise<Trending> => {
    const cached_ms = Math.min(longestCached_ms, context.chartRefreshS * 500)
    const read = () => context.db.read((db) => readChart({ ...context, db }, query))
    return context.cache.remember(`trending:${JSON.stringify(query)}`, cached_ms, read)
  }

async function readChart({ db, mediaUrl, chartRefreshS }: Reading, query: QueryOf<typeof listTrending>): Promise<Trending> {
  const { window, genre = '', region = '', limit, offset } = query
  const made = await latestSnapshot(db, window)
  const chart = { chart_window: window, genre, region, generation: made?.generation ?? 0 }
  const counted = await chartSongs(db, chart, { limit, offset })
  // Only the end of a chart that is not full is filled up.
  const ranked = counted.length === limit ? [] : await chartSongIds(db, chart)
  const free = ranked.length < chartPlaces ? limit - counted.length : 0
  const newest = free === 0 ? [] : await newestSongs(db, genre, ranked, { limit: free, offset: Math.max(0, offset - ranked.length) })

  const cards = await presentCards(db, [...counted, ...newest], mediaUrl)
  const now = Date.now()
  return {
    items: cards.map((song, index) => {
      const { plays = 0, previous_rank = null } = counted[index] ?? {}
      return { rank: offset + index + 1, previous_rank, song, plays }
    }),
    generated_at: (made?.generated_at ?? new Date(now)).toISOString(),
    window,
    next_update_at: new Date(Math.max(now, made?.next_update_at.getTime() ?? now + chartRefreshS * 1_000)).toISOString(),
  }
}
