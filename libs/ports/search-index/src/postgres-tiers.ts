import type pg from 'pg'
import { shedStatement, tierSizesStatement } from './postgres-statements.ts'

const room = [20_000, 200_000] as const
const writesBetweenChecks = 2_000

/**
 * Keeps the first tiers of each type small: the most played 10,000 to 20,000 documents in the first, ten times as many in
 * the second, so that a short prefix is answered from few rows. What rises is put up when it is written; here the
 * overfull tiers shed their less played half.
 */
export function tierKeeper(pool: pg.Pool): { wrote(count: number): Promise<void> } {
  let writes = 0
  return {
    async wrote(count) {
      writes += count
      if (writes < writesBetweenChecks) return
      writes = 0
      for (const type of ['song', 'artist', 'album', 'playlist']) await shed(pool, type)
    },
  }
}

async function shed(pool: pg.Pool, type: string): Promise<void> {
  const { rows } = await pool.query<{ tier_0: number; tier_1: number }>({ name: 'tier sizes', text: tierSizesStatement, values: [type] })
  const [sizes] = rows
  if (sizes === undefined) return
  if (sizes.tier_0 > room[0]) await pool.query(shedStatement(0), [type, room[0] / 2])
  if (sizes.tier_1 > room[1]) await pool.query(shedStatement(1), [type, room[1] / 2])
}
