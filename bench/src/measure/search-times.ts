import type { Figure } from '../figure.ts'
import { load } from './load.ts'
import { quantile } from './median.ts'
import { searchTarget } from './recall.ts'

/** What is asked in one round; the service is asked nothing twice. */
export interface Round {
  readonly service: readonly string[]
  readonly engine: readonly string[]
}

/**
 * The search service over HTTP and its engine asked directly in turn, one request at a time, p50 and p99. `askEngine` resolves with how
 * long each query took. The first round warms up and does not count.
 */
export async function searchFigures(what: string, url: string, rounds: readonly Round[], askEngine: (queries: readonly string[]) => Promise<readonly number[]>): Promise<readonly Figure[]> {
  const ours: number[] = []
  const limit: number[] = []
  for (const [round, { service, engine }] of rounds.entries()) {
    const { times_ms } = await load({ url, headers: {}, connections: 1, asks: service.map((q) => ({ target: searchTarget(q) })) })
    const direct_ms = await askEngine(engine)
    if (round === 0) continue
    ours.push(...times_ms)
    limit.push(...direct_ms)
  }
  const at = (part: number) => ({ unit: 'ms', ours: quantile(ours, part), limit: quantile(limit, part), goal: { most: 1.2 } })
  return [{ what: `${what}, p50`, ...at(0.5) }, { what: `${what}, p99`, ...at(0.99) }]
}
