import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@segue/database'
import { rebuildSearchIndex, type Changes } from '@segue/search-index'
import { sql, type Transaction } from 'kysely'
import type { Tables } from './db/tables.ts'
import { indexSongs } from './queries/index-songs.ts'
import { lockSome } from './queries/lock-credits.ts'
import { rankArtists } from './queries/rank-artists.ts'
import { artistDocument, playlistDocument } from './rules/documents.ts'

/** Small enough that a reaction to one of these doesn't give up waiting. */
const batch = 250
const look_every_ms = 50

export interface Rebuilt {
  readonly documents: number
  readonly of: number
  readonly took_ms: number
}

/** The next documents after an id, and what the index has to hold of them. */
type Read = (tx: Transaction<Tables>, after: string) => Promise<{ readonly ids: readonly string[]; readonly changes: readonly Changes[] }>

const before = '00000000-0000-0000-0000-000000000000'

/**
 * Builds the index anew from what this service knows of songs, artists and playlists, while it goes on: searches are answered from the
 * old one until the new one takes its place at one moment, and events go into both. Killed half-way it leaves the old one as it was.
 */
export async function rebuildIndex(db: Db<Tables>, indexUrl: string, onProgress: (so_far: Rebuilt) => void = () => {}): Promise<Rebuilt> {
  const started = performance.now()
  await using rebuild = await rebuildSearchIndex(indexUrl)
  await untilWritten(db)
  const of = await count(db)
  let documents = 0
  const soFar = (): Rebuilt => ({ documents, of, took_ms: performance.now() - started })
  // A reaction that is under way may keep a row for longer than a service would wait.
  await db.patiently(async (patient) => {
    for (const read of [artists, songs, playlists]) {
      for (let after: string | undefined = before; after !== undefined; ) {
        const last: string = after
        const ids = await patient.transaction().execute(async (tx) => {
          await lockSome(tx)
          const next = await read(tx, last)
          await rebuild.write(next.changes)
          return next.ids
        })
        documents += ids.length
        after = ids.at(-1)
        if (after !== undefined) onProgress(soFar())
      }
    }
  })
  await rebuild.finish()
  return soFar()
}

/**
 * A reaction that began before the new index was there may have written to the old one alone; once it is committed, what it wrote here
 * is read. Every reaction writes here first. Those are waited for without a lock of ours, which others would have to wait for in turn.
 */
async function untilWritten(db: Db<Tables>): Promise<void> {
  const early = new Set(await writersOf(db))
  while ((await writersOf(db)).some((id) => early.has(id))) await delay(look_every_ms)
}

async function writersOf(db: Db<Tables>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct virtualtransaction as id from pg_locks
    where locktype = 'relation' and relation = any (array['artists', 'songs', 'playlists']::regclass[]) and mode = 'RowExclusiveLock'
      and database = (select oid from pg_database where datname = current_database())`.execute(db)
  return rows.map(({ id }) => id)
}

async function count(db: Db<Tables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from artists where version >= 0) + (select count(*) from songs where version >= 0)
      + (select count(*) from playlists) as count`.execute(db)
  return rows[0]?.count ?? 0
}

// Rows are locked until the index has what they hold: a reaction to a newer event comes after, and wins.

const songs: Read = async (tx, after) => {
  const query = tx.selectFrom('songs').selectAll().where('song_id', '>', after).where('version', '>=', 0)
  const rows = await query.orderBy('song_id').limit(batch).forUpdate().execute()
  return { ids: rows.map(({ song_id }) => song_id), changes: [await indexSongs(tx, rows)] }
}

const artists: Read = async (tx, after) => {
  const query = tx.selectFrom('artists').selectAll().where('artist_id', '>', after).where('version', '>=', 0)
  const rows = await query.orderBy('artist_id').limit(batch).forUpdate().execute()
  const upserts = rows.flatMap(({ snapshot, version }) => (snapshot === null ? [] : [artistDocument(snapshot, version)]))
  const ids = rows.map(({ artist_id }) => artist_id)
  return { ids, changes: [{ upserts }, await rankArtists(tx, ids)] }
}

const playlists: Read = async (tx, after) => {
  const query = tx.selectFrom('playlists').selectAll().where('playlist_id', '>', after)
  const rows = await query.orderBy('playlist_id').limit(batch).forUpdate().execute()
  const upserts = rows.flatMap(({ snapshot, version }) => (snapshot === null ? [] : [playlistDocument(snapshot, version)]))
  const gone = rows.filter(({ snapshot }) => snapshot === null)
  const removals = gone.map(({ playlist_id, version }) => ({ type: 'playlist' as const, id: playlist_id, version }))
  return { ids: rows.map(({ playlist_id }) => playlist_id), changes: [{ upserts, removals }] }
}
