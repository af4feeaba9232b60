import pg from 'pg'

/** A query is answered from an index or not at all; plans are made once for each connection. */
const settings = ['enable_seqscan=off', 'jit=off', 'max_parallel_workers_per_gather=0', 'plan_cache_mode=force_generic_plan']

interface Patience {
  readonly statement_timeout: number
  readonly connectionTimeoutMillis: number
}

export const ofReaders: Patience = { statement_timeout: 2_000, connectionTimeoutMillis: 2_000 }
export const ofWriters: Patience = { statement_timeout: 30_000, connectionTimeoutMillis: 10_000 }
export const ofRebuilds: Patience = { statement_timeout: 600_000, connectionTimeoutMillis: 10_000 }

/** Connections for which the tables are those of one schema. */
export function openPool(url: string, schema: string, max: number, patience: Patience): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    options: [...settings, `search_path=${schema},public`].map((setting) => `-c ${setting}`).join(' '),
    application_name: 'segue-search-index',
    max,
    ...patience,
    query_timeout: patience.statement_timeout + 500,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  })
  // An idle connection that breaks is replaced at the next use, and whoever uses it hears of a failure.
  pool.on('error', () => {})
  return pool
}

/** All of it or nothing. */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // The connection goes, and with it whatever the transaction had done.
    client.release(true)
    throw error
  }
}
