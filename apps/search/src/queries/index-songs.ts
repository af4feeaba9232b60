import type { Changes } from '@segue/search-index'
import { sql, type Transaction } from 'kysely'
import type { Song, Tables } from '../db/tables.ts'
import { songDocument } from '../rules/documents.ts'

/** What brings songs into the index, or out of it, as they stand in this transaction. */
export async function indexSongs(tx: Transaction<Tables>, songs: readonly Song[]): Promise<Changes> {
  const names = await artistNames(tx, songs.flatMap(({ artist_ids }) => artist_ids))
  const gone = songs.filter(({ snapshot }) => snapshot === null)
  return {
    upserts: songs.flatMap(({ snapshot, revision }) => (snapshot === null ? [] : [songDocument(snapshot, names, revision)])),
    removals: gone.map(({ song_id, revision }) => ({ type: 'song', id: song_id, version: revision })),
    plays: songs.filter(({ plays }) => plays > 0).map(({ song_id, plays }) => ({ type: 'song', id: song_id, plays })),
  }
}

async function artistNames(tx: Transaction<Tables>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const isOne = sql<boolean>`artist_id = any (${[...new Set(ids)]}::uuid[])`
  const artists = await tx.selectFrom('artists').select(['artist_id', 'snapshot']).where(isOne).execute()
  return new Map(artists.flatMap(({ artist_id, snapshot }) => (snapshot === null ? [] : [[artist_id, snapshot.name]])))
}
