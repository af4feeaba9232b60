import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Rebuild } from '../search-index.ts'
import { mirror, remainingWords, swap, takeDown } from './mirror.ts'
import { transaction } from './pool.ts'
import { next, schema, soleMaker } from './schema.ts'
import { writer } from './write.ts'

/** Far less than the second after which PostgreSQL looks for deadlocks: whoever else is in one never gets the error. */
const lockTimeout_ms = 200
const attempts = 50

const isLocked = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '55P03'

/** A change to what everybody uses: the searches behind it wait for an instant at a time, until it gets its turn. */
async function untilItsTurn(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction(pool, async (client) => {
        await client.query(`${soleMaker}; set local lock_timeout = ${lockTimeout_ms}`)
        await work(client)
      })
    } catch (error) {
      if (!isLocked(error) || attempt === attempts) throw error
      await delay(100 + 200 * Math.random())
    }
  }
}

/** Begins a second index in the schema `search_index_next`; one that was left there is dropped. */
export async function startRebuild(pool: pg.Pool): Promise<Rebuild> {
  const own = randomUUID()
  const { rows: [left] } = await pool.query(`select from pg_namespace where nspname = '${next}'`)
  if (left !== undefined) await untilItsTurn(pool, async (client) => void (await client.query(takeDown)))
  await untilItsTurn(pool, async (client) => {
    await client.query(`create schema ${next}; comment on schema ${next} is '${own}'; ${schema}; ${mirror}`)
  })
  const isOwn = async (client: pg.PoolClient) => {
    const { rows } = await client.query<{ own: string | null }>(`select obj_description(to_regnamespace('${next}'), 'pg_namespace') as own`)
    return rows[0]?.own === own
  }
  let isDone = false
  return {
    ...writer(pool),
    async finish() {
      await pool.query(remainingWords)
      await untilItsTurn(pool, async (client) => {
        if (!(await isOwn(client))) throw new Error('Another rebuild began since, and takes the place of this one')
        await client.query(swap)
      })
      isDone = true
    },
    async [Symbol.asyncDispose]() {
      if (!isDone) {
        await untilItsTurn(pool, async (client) => {
          if (await isOwn(client)) await client.query(takeDown)
        })
      }
      await pool.end()
    },
  }
}
