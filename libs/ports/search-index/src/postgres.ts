import type pg from 'pg'
import type { Rebuild, SearchIndex } from './search-index.ts'
import { ofReaders, ofRebuilds, ofWriters, openPool, transaction } from './postgres/pool.ts'
import { postgresEngine } from './postgres/read.ts'
import { startRebuild } from './postgres/rebuild.ts'
import { live, next, schema, soleMaker } from './postgres/schema.ts'
import { writer } from './postgres/write.ts'
import { reader } from './reader.ts'

const ensureLive = (pool: pg.Pool): Promise<unknown> =>
  transaction(pool, (client) => client.query(`${soleMaker}; create schema if not exists ${live}; ${schema}`))

/**
 * A search index in the database of the URL, in a schema of its own, made when missing; its owner needs the right to
 * create `pg_trgm`, which is trusted. PostgreSQL 15 to 18. Readers and writers have connections of their own, so that a
 * rebuild doesn't keep anybody waiting.
 */
export async function openPostgresIndex(url: string): Promise<SearchIndex> {
  const reading = openPool(url, live, 6, ofReaders)
  const writing = openPool(url, live, 4, ofWriters)
  const close = () => Promise.all([reading.end(), writing.end()])
  try {
    await ensureLive(writing)
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

/** As `openPostgresIndex`, for a second index in the schema beside it. */
export async function rebuildPostgresIndex(url: string): Promise<Rebuild> {
  const pool = openPool(url, next, 4, ofRebuilds)
  try {
    await openPostgresIndex(url).then((index) => index[Symbol.asyncDispose]())
    return await startRebuild(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
}
