import { createHash } from 'node:crypto'
import { topology, type Envelope } from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { reactTogether } from '@segue/messaging'
import { openSearchIndex } from '@segue/search-index'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrations } from '../src/db/migrations.ts'
import type { Tables } from '../src/db/tables.ts'
import { reactions, together } from '../src/reactions.ts'
import { announced, artist, playlist, plays, song } from './events.ts'
import { handedOver } from './handed-over.ts'

/** `SEGUE_SEEDS=1000` for the full proof; the first two hundred catch what ordering mistakes there are in seconds. */
const seeds = Number(process.env['SEGUE_SEEDS'] ?? 200)
const atOnce = 3

/** Numbers in [0, 1) that are the same in every run (xorshift). */
function seeded(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}

/** What happened to two songs, two artists and a playlist, in ids of the seed's own. */
function story(seed: number): Envelope[] {
  const id = (n: number) => `${prefix(seed)}-0000-7000-8000-00000000000${n}`
  const [punk, guest] = [{ id: id(1), name: 'Daft Pank' }, { id: id(2), name: 'Guest' }]
  const [around, other, list] = [id(3), id(4), id(5)]
  return [
    announced('artist.created', punk.id, 1, artist(punk)),
    announced('artist.updated', punk.id, 2, artist({ ...punk, name: 'Daft Punk' })),
    announced('song.published', around, 1, song(around, 'Around the Wrld', [punk, guest])),
    announced('song.updated', around, 2, song(around, 'Around the World', [punk])),
    announced('song.published', other, 1, song(other, 'Harder', [punk])),
    announced('song.withdrawn', other, 2, song(other, 'Harder', [punk])),
    announced('plays.totalled', id(6), 1, plays([around, 2], [other, 5])),
    announced('plays.totalled', id(7), 1, plays([around, 5])),
    announced('playlist.created', list, 1, playlist(list, 'Sunday', 'public')),
    announced('playlist.deleted', list, 2, { playlist_id: list }),
  ]
}

const prefix = (seed: number) => `f${seed.toString(16).padStart(7, '0')}`

/** Each event three times, in an order of the seed's own. */
function shuffled(events: readonly Envelope[], random: () => number): Envelope[] {
  return [...events, ...events, ...events].map((event) => ({ event, at: random() })).sort((a, b) => a.at - b.at).map(({ event }) => event)
}

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size))

test(`${seeds} shuffled and tripled streams end in the same index`, async () => {
  await using stack = new AsyncDisposableStack()
  const { url } = stack.use(await testDatabase())
  const db = openDatabase<Tables>(url, { statement_timeout_ms: 10_000 })
  stack.defer(() => db.destroy())
  await migrate(db, migrations)
  const index = stack.use(await openSearchIndex(url))

  const { bus, deliver } = handedOver({ attempts: 3 })
  stack.use(await reactTogether(bus, db, 'search', reactions, together(index), { onError: () => {} }))

  const streams = Array.from({ length: seeds }, (_, seed) => shuffled(story(seed), seeded(seed + 1)))
  expect(new Set(streams.flat().map(({ type }) => type)).isSubsetOf(new Set(topology.search))).toBe(true)
  const next = streams.values()
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const stream of next) for (const some of chunks(stream, 3)) await Promise.all(some.map((event) => deliver(event)))
  }))

  const { rows } = await sql<{ seed: string; found: string }>`
    select left(id, 8) as seed, string_agg(concat_ws('|', substr(id, 9), type, title, words, floor(popularity),
      replace(card::text, left(id, 8), '')), E'\n' order by id) as found
    from search_index.documents where tier is not null group by 1`.execute(db)
  const hashes = new Set(rows.map(({ found }) => createHash('sha256').update(found).digest('hex')))
  expect(rows.length).toBe(seeds)
  expect(hashes.size).toBe(1)
  expect(rows[0]?.found).toContain('Daft Punk')
}, 120_000)
