import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'

/**
 * `postgres://user:password@one:5432,two:5433/name` as one URL a host, in that order. Several hosts mean: whichever takes writes, as
 * `target_session_attrs=read-write` says in libpq (PostgreSQL 15, § 34.1.1.3), which may stand there and is the only thing meant.
 */
export function urlsOf(url: string): readonly [string, ...string[]] {
  const [, before = '', hosts = '', after = ''] = /^(\w+:\/\/(?:[^@/]*@)?)([^/?]*)(.*)$/.exec(url) ?? []
  const [first = '', ...others] = hosts.split(',')
  if (others.length === 0) return [url]
  const rest = after.replace(/([?&])target_session_attrs=read-write(&|$)/, (_, mark: string, next: string) => (next === '' ? '' : mark))
  return [before + first + rest, ...others.map((host) => before + host + rest)]
}

/** Follows the rest of PostgreSQL's code for "not now": the server takes no writes. */
class TakesNoWrites extends Error {
  readonly code = '25006'
}

/** For each new connection of one host among several: an error unless it takes writes. */
export function demandWrites(client: pg.ClientBase, done: (error?: Error) => void): void {
  client.query<{ takes: boolean }>('select not pg_is_in_recovery() as takes').then(
    ({ rows: [state] }) => (state?.takes ? done() : done(new TakesNoWrites('This host is a replica'))),
    done,
  )
}

/**
 * Connections to whichever host has some to give, tried in turn from the one that had the last. When none has, the error is that of
 * the host that was in use.
 */
export function firstOf(pools: readonly [PostgresPool, ...PostgresPool[]]): PostgresPool {
  let current = 0

  async function connect(): Promise<PostgresPoolClient> {
    const from = current
    let failure: unknown
    for (let turn = 0; turn < pools.length; turn += 1) {
      const host = (from + turn) % pools.length
      try {
        const client = await pools[host]?.connect()
        if (!client) continue
        current = host
        return client
      } catch (error) {
        failure ??= error
      }
    }
    throw failure
  }

  return {
    options: pools[0].options,
    connect,
    async end() {
      await Promise.all(pools.map((pool) => pool.end()))
    },
  }
}
