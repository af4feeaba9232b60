import type { ChartWindow, listTrending, ReplyOf } from '@segue/contracts'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { chartSongs, newestSongs } from '../queries/chart.ts'
import { presentCards } from '../queries/songs.ts'
import { chartPlaces } from '../schedule/refresh-charts.ts'

type Trending = ReplyOf<typeof listTrending>

/** A song that was taken down leaves the chart within this time. */
const longestCached_ms = 2_000

export const handleListTrending =
  (context: Context) =>
  ({ query }: Call<typeof listTrending>): Promise<Trending> => {
    const { window, genre = '', region = '', limit, offset } = query
    const page = { window, genre, region, limit, offset }
    const cached_ms = Math.min(longestCached_ms, context.chartRefreshS * 500)
    return context.cache.remember(`trending:${JSON.stringify(page)}`, cached_ms, () => readChart(context, page))
  }

interface Page {
  readonly window: ChartWindow
  readonly genre: string
  readonly region: string
  readonly limit: number
  readonly offset: number
}

async function readChart({ db, mediaUrl, chartRefreshS }: Context, { window, genre, region, limit, offset }: Page): Promise<Trending> {
  const chart = await chartSongs(db, { window, genre, region })
  const counted = chart.entries.slice(offset, offset + limit)
  const free = chart.entries.length < chartPlaces ? limit - counted.length : 0
  const newest = free === 0 ? [] : await newestSongs(db, { genre, without: chart.entries.map(({ song_id }) => song_id), limit: free, offset: Math.max(0, offset - chart.entries.length) })
  const songs = [...counted, ...newest]
  const cards = await presentCards(db, songs, mediaUrl)
  const items = cards.map((song, index) => {
    const entry = counted[index]
    return { rank: offset + index + 1, previous_rank: entry?.previous_rank ?? null, song, plays: entry?.plays ?? 0 }
  })
  const next_update_at = new Date(Math.max(Date.now(), chart.generated_at.getTime() + chartRefreshS * 1_000))
  return { items, generated_at: chart.generated_at.toISOString(), window, next_update_at: next_update_at.toISOString() }
}
