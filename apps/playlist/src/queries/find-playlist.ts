import { sql, type Kysely, type Transaction } from 'kysely'
import type { PlaylistRow, Tables } from '../db/tables.ts'
import type { OwnerOf } from '../owner-memory.ts'

export type NamedPlaylist = PlaylistRow & { readonly owner_name: string }

// A subquery, because a join's other side could not be locked with it.
export const withOwnerName = sql<string>`coalesce((select display_name from users where user_id = playlists.owner_id), '')`.as('owner_name')

interface Places {
  readonly db: Kysely<Tables>
  readonly ownerOf: OwnerOf
}

/** A playlist with its owner's name, deleted ones too. */
export async function findPlaylist({ db, ownerOf }: Places, playlist_id: string): Promise<NamedPlaylist | null> {
  const owner_id = await ownerOf(playlist_id)
  if (owner_id === null) return null
  const found = await ofOwner(db, owner_id, playlist_id).executeTakeFirst()
  return found ?? null
}

/** The same, locked until the transaction ends: of all who change a playlist, one goes on at a time. */
export const lockPlaylist = (tx: Transaction<Tables>, owner_id: string, playlist_id: string): Promise<NamedPlaylist> =>
  ofOwner(tx, owner_id, playlist_id).forUpdate().executeTakeFirstOrThrow()

const ofOwner = (db: Kysely<Tables>, owner_id: string, playlist_id: string) =>
  db.selectFrom('playlists').selectAll().select(withOwnerName).where('owner_id', '=', owner_id).where('playlist_id', '=', playlist_id)
