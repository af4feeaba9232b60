import { channel } from 'node:diagnostics_channel'
import type pg from 'pg'

/** A pool of connections, told on the channel `segue:database:pool` when it opens, to whoever measures. */
export interface OpenPool {
  /** The application that opened it. */
  readonly application: string
  /** What it is for: `primary`, or reads on a `replica`. */
  readonly role: 'primary' | 'replica'
  /** Connections at most, in use, idle, and callers that wait for one. */
  figures(): { readonly size: number; readonly in_use: number; readonly idle: number; readonly waiting: number }
  /** Resolves when it is closed. */
  readonly closed: Promise<void>
}

const pools = channel('segue:database:pool')

/** Costs nothing where nobody measures. */
export function tellPool(pool: pg.Pool, role: OpenPool['role'], application: string): void {
  if (!pools.hasSubscribers) return
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  const end = pool.end.bind(pool)
  const figures = () => ({
    size: pool.options.max,
    in_use: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
  })
  pool.end = () => end().finally(resolve)
  pools.publish({ application, role, figures, closed } satisfies OpenPool)
}
