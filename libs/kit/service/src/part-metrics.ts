import { subscribe } from 'node:diagnostics_channel'
import type { OpenPool } from '@segue/database'
import { lookedUpGauges } from './gauges.ts'
import { Counter, metrics } from './metrics.ts'

const pools = lookedUpGauges(
  {
    database_pool_size: { help: 'Connections that a pool may have', of: 'max' },
    database_pool_in_use: { help: 'Connections that a statement or a transaction has', of: 'sum' },
    database_pool_idle: { help: 'Open connections that nobody has', of: 'sum' },
    database_pool_waiting: { help: 'Callers that wait for a connection', of: 'sum' },
  },
  ['service', 'role'],
)
const lookups = new Counter({
  name: 'cache_lookups_total',
  help: 'Lookups in a cache: answered by it (hit), or loaded from the source (miss)',
  labelNames: ['namespace', 'outcome'],
  registers: [metrics],
})
const failures = new Counter({
  name: 'cache_failures_total',
  help: 'Commands that the store of a cache did not answer; until it does again nobody asks it',
  labelNames: ['namespace'],
  registers: [metrics],
})

let isMeasuring = false

/**
 * Makes metrics of what databases and caches of this process tell from now on. They know nothing of Prometheus; the names of two channels
 * (node:diagnostics_channel) are all that is shared, and what is published there is declared in `@segue/database` and `@segue/cache`.
 */
export function measureParts(): void {
  if (isMeasuring) return
  isMeasuring = true
  subscribe('segue:database:pool', (message) => {
    const { application, role, figures, closed } = message as OpenPool
    const watching = pools.watch({ service: application, role }, async () => {
      const { size, in_use, idle, waiting } = figures()
      return { database_pool_size: size, database_pool_in_use: in_use, database_pool_idle: idle, database_pool_waiting: waiting }
    })
    void closed.then(() => watching[Symbol.dispose]())
  })
  subscribe('segue:cache', (message) => {
    const { namespace, outcome } = message as { readonly namespace: string; readonly outcome: 'hit' | 'miss' | 'failed' }
    if (outcome === 'failed') failures.inc({ namespace })
    else lookups.inc({ namespace, outcome })
  })
}
