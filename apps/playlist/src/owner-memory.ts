import type { Kysely } from 'kysely'
import type { Tables } from './db/tables.ts'

/** Whose a playlist is, deleted ones too; null when there never was one. */
export type OwnerOf = (playlist_id: string) => Promise<string | null>

const MOST = 50_000

/** Reads the global index, and remembers: an owner never changes. */
export function ownerMemory(db: Kysely<Tables>): OwnerOf {
  const known = new Map<string, string>()
  return async (playlist_id) => {
    const remembered = known.get(playlist_id)
    if (remembered !== undefined) return remembered
    const found = await db.selectFrom('playlist_owners').select('owner_id').where('playlist_id', '=', playlist_id).executeTakeFirst()
    if (found === undefined) return null
    if (known.size >= MOST) known.clear()
    known.set(playlist_id, found.owner_id)
    return found.owner_id
  }
}
