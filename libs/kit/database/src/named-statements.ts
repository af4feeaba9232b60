import { createHash } from 'node:crypto'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'

const LONGEST = 8_000
const MOST = 1_000
/** `select *`, `returning *`, `songs.*`: what a statement answers changes with a migration that adds a column. */
const EVERY_COLUMN = /[\s.,]\*/

/**
 * Names statements by their text, so that each connection parses and plans one once. What comes in endless variety
 * (long lists of values) stays unnamed: a connection keeps every name until it closes.
 */
export function statementNames(): (sql: string) => string | undefined {
  const names = new Map<string, string>()
  return (sql) => {
    const known = names.get(sql)
    if (known) return known
    if (names.size >= MOST || sql.length > LONGEST || !/^\s*(select|insert|update|delete|with|merge)\b/i.test(sql)) return undefined
    const name = createHash('sha256').update(sql).digest('base64url')
    names.set(sql, name)
    return name
  }
}

const code = (error: unknown) => (error instanceof pg.DatabaseError ? error.code : undefined)
const timedOut = (error: unknown): error is Error => error instanceof Error && error.message === 'Query read timeout'

/** A pool for Kysely whose statements are named, and which never reuses a connection in a doubtful state. */
export function namedStatements(pool: pg.Pool): PostgresPool {
  const nameOf = statementNames()
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()

  function wrap(client: pg.PoolClient): PostgresPoolClient {
    let doubtful = false
    let unanswered: Error | undefined
    async function query(sql: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
      // Such as the rollback: it would wait as long again, behind what was not answered. Closing the connection does the same.
      if (unanswered) throw unanswered
      const inTransaction = client.getTransactionStatus() !== 'I'
      // Within a transaction there is no second try for a plan that a migration made stale: none is kept.
      const name = inTransaction && EVERY_COLUMN.test(sql) ? undefined : nameOf(sql)
      const values = [...parameters]
      try {
        return await client.query(name ? { name, text: sql, values } : { text: sql, values })
      } catch (error) {
        // "cached plan must not change result type": a migration ran beside us. Outside a transaction nothing happened yet.
        const stalePlan = name !== undefined && code(error) === '0A000'
        if (timedOut(error)) unanswered = error
        doubtful ||= stalePlan || timedOut(error)
        if (!stalePlan || inTransaction) throw error
        return client.query({ text: sql, values })
      }
    }
    const release = (destroy?: boolean) => client.release(destroy || doubtful)
    return new Proxy(client, { get: (target, name) => (name === 'query' ? query : name === 'release' ? release : Reflect.get(target, name)) })
  }

  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect()
      const known = wrapped.get(client) ?? wrap(client)
      wrapped.set(client, known)
      return known
    },
  }
}
