import type { ConsumedBy } from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import fc from 'fast-check'
import type { Kysely, Transaction } from 'kysely'
import { expect, test } from 'vitest'
import { migrations } from '../src/db/migrations.ts'
import type { Tables } from '../src/db/tables.ts'
import { reactions } from '../src/events/reactions.ts'
import { announcement, someArtist, someSong, type DataOf } from './songs.ts'

const song = someSong()
const doomed = someSong()
const artist = someArtist()

type Arrival = (tx: Transaction<Tables>) => Promise<void>
const arrival = <N extends ConsumedBy<'user'>>(type: N, version: number, data: DataOf<N>): Arrival => {
  const event = announcement(type, version, data)
  return (tx) => reactions[type](tx, event)
}
const arrivals: readonly Arrival[] = [
  arrival('song.scheduled', 1, { ...song, title: 'Draft' }),
  arrival('song.published', 2, song),
  arrival('song.withdrawn', 3, song),
  arrival('song.published', 4, song),
  arrival('song.updated', 5, { ...song, title: 'Prelude in C' }),
  arrival('song.published', 1, doomed),
  arrival('song.deleted', 2, { song_id: doomed.song_id, path: 'artists/a/' }),
  arrival('artist.created', 1, artist),
  arrival('artist.updated', 2, { ...artist, name: 'Clara S.' }),
]
/** Each event two times, as no broker promises less. */
const stream = [...arrivals, ...arrivals]

async function readModel(db: Kysely<Tables>): Promise<string> {
  const songs = await db.selectFrom('songs').selectAll().orderBy('song_id').execute()
  const artists = await db.selectFrom('artists').selectAll().orderBy('artist_id').execute()
  return JSON.stringify({ songs, artists })
}

test('whatever the order and the repetitions of events, what is remembered is the same', { timeout: 120_000 }, async () => {
  await using database = await testDatabase()
  await using db = openDatabase<Tables>(database.url)
  await migrate(db, migrations)
  const seen = new Map<string, number>()
  for (const shuffled of fc.sample(fc.shuffledSubarray(stream, { minLength: stream.length }), { numRuns: 1_000, seed: 20_261_124 })) {
    const tx = await db.startTransaction().execute()
    for (const arrives of shuffled) await arrives(tx)
    const model = await readModel(tx)
    seen.set(model, (seen.get(model) ?? 0) + 1)
    await tx.rollback().execute()
  }
  expect([...seen.values()]).toEqual([1_000])
  expect(JSON.parse([...seen.keys()][0] ?? '')).toEqual({
    songs: [
      { song_id: song.song_id, status: 'published', version: 5, snapshot: { ...song, title: 'Prelude in C' } },
      { song_id: doomed.song_id, status: 'deleted', version: 2, snapshot: null },
    ].toSorted((a, b) => (a.song_id < b.song_id ? -1 : 1)),
    artists: [{ artist_id: artist.artist_id, version: 2, snapshot: { ...artist, name: 'Clara S.' } }],
  })
})
