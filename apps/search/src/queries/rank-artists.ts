import type { Changes } from '@segue/search-index'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** An artist is as popular as his songs together. The artists must be locked. */
export async function rankArtists(tx: Transaction<Tables>, ids: readonly string[]): Promise<Changes> {
  const artist_ids = [...new Set(ids)]
  if (artist_ids.length === 0) return {}
  const { rows } = await sql<{ id: string; plays: number }>`
    select artist_id as id, coalesce(sum(plays), 0)::bigint as plays
    from unnest(${artist_ids}::uuid[]) artist_id left join songs on songs.artist_ids @> array[artist_id]
    group by artist_id`.execute(tx)
  return { plays: rows.map(({ id, plays }) => ({ type: 'artist', id, plays })) }
}
