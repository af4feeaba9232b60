import pg from 'pg'
import type { SearchIndex } from './index.ts'
import { postgresEngine } from './postgres/read.ts'
import { schema } from './postgres/schema.ts'
import { writer } from './postgres/write.ts'
import { reader } from './reader.ts'

/** A query is answered from an index or not at all; plans are made once for each connection. */
const settings = ['enable_seqscan=off', 'jit=off', 'max_parallel_workers_per_gather=0', 'plan_cache_mode=force_generic_plan']

interface Patience {
  readonly statement_timeout: number
  readonly connectionTimeoutMillis: number
}

function openPool(url: string, max: number, patience: Patience): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
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

/**
 * A search index in the database of the URL, in a schema of its own, made when missing; its owner needs the right to
 * create `pg_trgm`, which is trusted. PostgreSQL 15 to 18. Readers and writers have connections of their own, so that a
 * rebuild doesn't keep anybody waiting.
 */
export async function openPostgresIndex(url: string): Promise<SearchIndex> {
  const reading = openPool(url, 6, { statement_timeout: 2_000, connectionTimeoutMillis: 2_000 })
  const writing = openPool(url, 4, { statement_timeout: 30_000, connectionTimeoutMillis: 10_000 })
  const close = () => Promise.all([reading.end(), writing.end()])
  try {
    await writing.query(`begin; ${schema}; commit`)
  } catch (error) {
    await close()
    throw error
  }
  return {
    ...reader(postgresEngine(reading)),
    ...writer(writing),
    async ping() {
      await reading.query('select 1')
    },
    async [Symbol.asyncDispose]() {
      await close()
    },
  }
}
