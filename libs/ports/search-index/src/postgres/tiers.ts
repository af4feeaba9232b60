import type pg from 'pg'
import type { DocumentType } from '../search-index.ts'
import { rooms } from './schema.ts'
import { shedStatement, tierSizesStatement } from './statements.ts'

const types: readonly DocumentType[] = ['song', 'artist', 'album', 'playlist']
const writesBetweenChecks = 2_000

/**
 * Keeps the first tiers of each type small: the most played 2,000 to 4,000 documents in the first, six times as many in
 * each that follows, so that a short prefix is answered from few rows. What rises is put up when it is written; here the
 * overfull tiers shed their less played half.
 */
export function tierKeeper(pool: pg.Pool): { wrote(count: number): Promise<void> } {
  let writes = 0
  return {
    async wrote(count) {
      writes += count
      if (writes < writesBetweenChecks) return
      writes = 0
      for (const type of types) await shed(pool, type)
    },
  }
}

async function shed(pool: pg.Pool, type: DocumentType): Promise<void> {
  const { rows } = await pool.query<{ tier: number; size: number }>({ name: 'tier sizes', text: tierSizesStatement, values: [type] })
  for (const { tier, size } of rows) {
    const room = rooms[tier] ?? Infinity
    if (size > room) await pool.query(shedStatement(tier), [type, room / 2])
  }
}
