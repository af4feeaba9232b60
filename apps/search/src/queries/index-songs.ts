import type { IndexWriter } from '@segue/search-index'
import type { Transaction } from 'kysely'
import type { Song, Tables } from '../db/tables.ts'
import { songDocument } from '../rules/documents.ts'

const batch = 500

/** Brings songs into the index, or out of it, as they stand in this transaction. */
export async function indexSongs(tx: Transaction<Tables>, index: IndexWriter, songs: readonly Song[]): Promise<void> {
  for (let at = 0; at < songs.length; at += batch) await indexBatch(tx, index, songs.slice(at, at + batch))
}

async function indexBatch(tx: Transaction<Tables>, index: IndexWriter, songs: readonly Song[]): Promise<void> {
  const names = await artistNames(tx, songs.flatMap(({ artist_ids }) => artist_ids))
  await index.upsert(songs.flatMap(({ snapshot, revision }) => (snapshot === null ? [] : [songDocument(snapshot, names, revision)])))
  const gone = songs.filter(({ snapshot }) => snapshot === null)
  await index.remove(gone.map(({ song_id, revision }) => ({ type: 'song', id: song_id, version: revision })))
  await index.setPopularity(songs.filter(({ plays }) => plays > 0).map(({ song_id, plays }) => ({ type: 'song', id: song_id, plays })))
}

async function artistNames(tx: Transaction<Tables>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const artists = await tx.selectFrom('artists').select(['artist_id', 'snapshot']).where('artist_id', 'in', [...new Set(ids)]).execute()
  return new Map(artists.flatMap(({ artist_id, snapshot }) => (snapshot === null ? [] : [[artist_id, snapshot.name]])))
}
