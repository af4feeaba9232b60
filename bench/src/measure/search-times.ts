import type { SearchIndex } from '@segue/search-index'
import type { Figure, Goal } from '../figure.ts'
import { load } from './load.ts'
import { quantile } from './median.ts'
import { searchTarget } from './recall.ts'

/** What is asked in one round; the service is asked nothing twice. */
export interface Round {
  readonly service: readonly string[]
  readonly engine: readonly string[]
}

/** Somebody who answers the same queries. */
export interface Asked {
  readonly what: string
  readonly goal: Goal | null
  /** Resolves with how long each query took. */
  readonly ask: (queries: readonly string[]) => Promise<readonly number[]>
}

/**
 * The search service over HTTP and, in turn, each of those who answer without it, one request at a time, p50 and p99. The first round
 * warms up and does not count.
 */
export async function searchFigures(url: string, rounds: readonly Round[], limits: readonly Asked[]): Promise<readonly Figure[]> {
  const ours: number[] = []
  const measured = limits.map((limit) => ({ ...limit, times_ms: [] as number[] }))
  for (const [round, { service, engine }] of rounds.entries()) {
    const { times_ms } = await load({ url, headers: {}, connections: 1, asks: service.map((q) => ({ target: searchTarget(q) })) })
    if (round > 0) ours.push(...times_ms)
    for (const limit of measured) {
      const direct_ms = await limit.ask(engine)
      if (round > 0) limit.times_ms.push(...direct_ms)
    }
  }
  return measured.flatMap(({ what, goal, times_ms }) => {
    const at = (part: number) => ({ unit: 'ms', ours: quantile(ours, part), limit: quantile(times_ms, part), goal })
    return [{ what: `${what}, p50`, ...at(0.5) }, { what: `${what}, p99`, ...at(0.99) }]
  })
}

/** The index asked in this process: its engine and the client of that, without a service in between. */
export const askedDirectly = (index: Pick<SearchIndex, 'search'>): Asked['ask'] => async (queries) => {
  const times_ms: number[] = []
  for (const q of queries) {
    const began = performance.now()
    await index.search({ q, types: ['song'], genre: null, limit: 20, offset: 0 })
    times_ms.push(performance.now() - began)
  }
  return times_ms
}
