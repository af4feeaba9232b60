import { randomUUIDv7 } from 'node:crypto'
import { migrate, openDatabase, type Db } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { sql, type Transaction } from 'kysely'
import { expect, test } from 'vitest'
import { migrations } from '../src/db/migrations.ts'
import type { Tables } from '../src/db/tables.ts'
import { onSongRejected } from '../src/events/on-song-rejected.ts'
import { onSongTranscoded } from '../src/events/on-song-transcoded.ts'
import { onSongTranscoding } from '../src/events/on-song-transcoding.ts'
import { transcoded } from './open-catalog.ts'

type Apply = (tx: Transaction<Tables>) => Promise<void>
const seeds = 1_000

/** Park and Miller's generator: the same seed gives the same order. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed + 1
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  return items.map((item) => ({ item, place: random() })).toSorted((a, b) => a.place - b.place).map(({ item }) => item)
}

const event = <const T extends string, Data extends { readonly song_id: string }>(type: T, data: Data) => ({
  id: randomUUIDv7(),
  type,
  aggregate_id: data.song_id,
  aggregate_version: 1,
  occurred_at: new Date().toISOString(),
  data,
})

/** News of a song's first version, and stale news of another one that was never uploaded. */
function news(song_id: string, refused: boolean): Apply[] {
  const progress = ([['64k', 20], ['64k', 100], ['320k', 50]] as const).map(
    ([rendition, percent]): Apply =>
      (tx) => onSongTranscoding(tx, event('song.transcoding', { song_id, audio_version: 1, rendition, percent })),
  )
  const verdict: Apply = refused
    ? (tx) => onSongRejected(tx, event('song.rejected', { song_id, audio_version: 1, code: 'silent', message: 'Nothing is to be heard' }))
    : (tx) => onSongTranscoded(tx, event('song.transcoded', transcoded(song_id, artist_id)))
  const stale: Apply = (tx) => onSongTranscoded(tx, event('song.transcoded', { ...transcoded(song_id, artist_id, 7), duration_ms: 1 }))
  return [...progress, verdict, stale]
}

const artist_id = randomUUIDv7()

async function addProcessing(db: Db<Tables>, songs: readonly string[]): Promise<void> {
  await sql`insert into artists (artist_id, owner_user_id, name, genres) values (${artist_id}, ${randomUUIDv7()}, 'A', '{}')`.execute(db)
  await sql`insert into song_artists (song_id, artist_id) select unnest(${songs}::uuid[]), ${artist_id}`.execute(db)
  await sql`insert into songs (artist_id, song_id, title, genre, explicit, featured_artist_ids, status, version)
    select ${artist_id}, unnest(${songs}::uuid[]), 'T', 'G', false, '{}', 'processing', 2`.execute(db)
}

test('events shuffled and tripled in 1,000 ways leave the same song', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  await migrate(db, migrations)
  const songs = Array.from({ length: seeds }, () => randomUUIDv7())
  await addProcessing(db, songs)
  const waiting = songs.entries()
  const worker = async () => {
    for (const [seed, song_id] of waiting) {
      const events = news(song_id, seed % 4 === 0)
      await db.transaction().execute(async (tx) => {
        for (const apply of shuffled([...events, ...events, ...events], seed)) await apply(tx)
      })
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker))

  const results = await Promise.all(songs.map(async (song_id, seed) => ({ refused: seed % 4 === 0, result: await hash(db, song_id) })))
  const [ready, ...otherReady] = new Set(results.flatMap(({ refused, result }) => (refused ? [] : [result])))
  const [failed, ...otherFailed] = new Set(results.flatMap(({ refused, result }) => (refused ? [result] : [])))
  expect([otherReady, otherFailed]).toEqual([[], []])
  expect(ready).toContain('"status":"ready"')
  expect(failed).toContain('"failure_code":"silent"')
}, 240_000)

/** Everything that is the same whatever the song's id and the time. */
async function hash(db: Db<Tables>, song_id: string): Promise<string> {
  const songs = await db
    .selectFrom('songs')
    .where('song_id', '=', song_id)
    .select(['status', 'visibility', 'failure_code', 'audio_version', 'version'])
    .execute()
  const versions = await db.selectFrom('song_versions').where('song_id', '=', song_id).select(['n', 'duration_ms']).execute()
  const events = await db.selectFrom('song_events').where('song_id', '=', song_id).select(['id', 'type', 'data']).orderBy('id').execute()
  const ready = songs.some(({ status }) => status === 'ready')
  const complete = events.filter(({ type, data }) => ready && type === 'progress' && data['percent'] === 100)
  const reached = complete.map(({ data }) => String(data['rendition'])).toSorted((a, b) => a.localeCompare(b))
  const steps = events.filter(({ type }) => type !== 'progress').map(({ type, data }) => [type, data])
  return JSON.stringify({ songs, versions, reached, steps, ordered: events.every(({ id }, index) => id === index + 1) })
}
