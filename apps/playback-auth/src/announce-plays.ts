import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '@segue/database'
import { emit } from '@segue/messaging'
import { sql } from 'kysely'
import type { Tables } from './db/tables.ts'

const batch = 1_000

/** Announces counted plays, summed, until none is left; each goes out exactly once, with the transaction that takes it. */
export async function announcePlays(db: Db<Tables>): Promise<number> {
  let announced = 0
  for (;;) {
    const taken = await db.transaction().execute(async (tx) => {
      const rows = await tx
        .deleteFrom('uncounted')
        .where(sql<boolean>`ctid = any(array(select ctid from uncounted order by hour limit ${batch} for update skip locked))`)
        .returning(['song_id', 'hour', 'region', 'plays'])
        .execute()
      if (rows.length > 0) {
        const items = rows.map(({ hour, region, ...row }) => ({ ...row, hour: hour.toISOString(), region: region === '' ? null : region }))
        await emit(tx, 'plays.counted', { aggregate_id: randomUUIDv7(), aggregate_version: 1, data: { items } })
      }
      return rows.length
    })
    announced += taken
    if (taken < batch) return announced
  }
}
