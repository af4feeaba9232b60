import type { search } from '@segue/contracts'
import { Prepared, type Call } from '@segue/service'
import type { DocumentType } from '@segue/search-index'
import type { Context } from '../context.ts'
import { showCard } from '../rules/show-card.ts'

const kept_ms = 2_000
const every = ['song', 'artist', 'album', 'playlist'] as const satisfies readonly DocumentType[]
const named = { song: 'songs', artist: 'artists', album: 'albums', playlist: 'playlists' } as const

type Query = Call<typeof search>['query']

/** Pages are kept for two seconds, as they are sent. */
export const handleSearch =
  (context: Context) =>
  async ({ query }: Call<typeof search>): Promise<Prepared> => {
    const started = performance.now()
    const asked = new Set(query.type?.split(',') ?? every)
    const types = every.filter((type) => asked.has(type))
    const key = `search:${JSON.stringify([query.q, types, query.genre ?? null, query.limit, query.offset])}`
    const results = await context.cache.remember(key, kept_ms, () => find(context, query, types))
    const took_ms = Math.round(performance.now() - started)
    const index_lag_ms = context.lag.now()
    return new Prepared(`{"query":${JSON.stringify(query.q)},"results":${results},"took_ms":${took_ms},"index_lag_ms":${index_lag_ms}}`)
  }

async function find({ index, mediaUrl }: Context, query: Query, types: readonly DocumentType[]): Promise<string> {
  const { q, genre, limit, offset } = query
  const hits = await index.search({ q, types, genre: genre ?? null, limit, offset })
  const results = types.map((type) => {
    const { items = [], total = 0 } = hits[type] ?? {}
    return [named[type], { items: items.map(({ card }) => showCard(type, card, mediaUrl)), total, offset }]
  })
  return JSON.stringify(Object.fromEntries(results))
}
