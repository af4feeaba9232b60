import type { Envelope } from '@segue/contracts'
import type { EventBus } from '@segue/event-bus'
import { lookedUpGauges } from '@segue/service'

const recent_ms = 10_000
const look_every_ms = 1_000

const lags = lookedUpGauges({ search_index_lag_seconds: { help: 'How far the index is behind, as answers tell it', of: 'max' } }, [])

export interface IndexLag {
  /** To be called when an event's effect is in the index. */
  handled(event: Pick<Envelope, 'occurred_at'>): void
  /** Milliseconds. */
  now(): number
}

/**
 * How far the index is behind: from an event's `occurred_at` until it was found, the slowest of the last ten seconds;
 * or the age of the oldest event that still waits, as looked up each second, when that is more. A quiet index that has
 * caught up shows the last event's lag.
 */
export function watchIndexLag(bus: Pick<EventBus, 'backlog'>, onError: (error: unknown) => void): IndexLag & Disposable {
  let recent: { at: number; lag_ms: number }[] = []
  let waiting = { at: 0, oldest_ms: 0 }
  const look = async () => {
    const { waiting: events, oldest_ms } = await bus.backlog('search')
    waiting = { at: Date.now(), oldest_ms: events > 0 ? oldest_ms : 0 }
  }
  const looking = setInterval(() => void look().catch(onError), look_every_ms)
  const lag = {
    handled({ occurred_at }: Pick<Envelope, 'occurred_at'>) {
      const at = Date.now()
      const lag_ms = Math.max(0, at - Date.parse(occurred_at))
      recent = [...recent.filter((event) => event.at > at - recent_ms && event.lag_ms > lag_ms), { at, lag_ms }]
    },
    now() {
      const since = Date.now() - recent_ms
      const last = recent.at(-1)?.lag_ms ?? 0
      const slowest = Math.max(last, ...recent.filter(({ at }) => at > since).map(({ lag_ms }) => lag_ms))
      return Math.round(waiting.oldest_ms === 0 ? slowest : Math.max(slowest, waiting.oldest_ms + Date.now() - waiting.at))
    },
  }
  const watching = lags.watch({}, async () => ({ search_index_lag_seconds: lag.now() / 1_000 }))
  return {
    ...lag,
    [Symbol.dispose]() {
      clearInterval(looking)
      watching[Symbol.dispose]()
    },
  }
}
