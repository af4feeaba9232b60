import { randomUUIDv7 } from 'node:crypto'
import type { Envelope } from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { sql, type Kysely, type Transaction } from 'kysely'
import { expect, test } from 'vitest'
import { migrations } from '../src/db/migrations.ts'
import type { Tables } from '../src/db/tables.ts'
import { onSong, onSongDeleted } from '../src/events/on-song.ts'
import { onUser } from '../src/events/on-user.ts'
import { eventOf, songSnapshot } from './playlist-service.ts'

const reactions: Record<string, (tx: Transaction<Tables>, event: never) => Promise<void>> = {
  'song.scheduled': onSong({ available: false }),
  'song.published': onSong({ available: true }),
  'song.updated': onSong({ available: true }),
  'song.withdrawn': onSong({ available: false }),
  'song.deleted': onSongDeleted,
  'user.registered': onUser,
  'user.updated': onUser,
}

const seeded = (seed: number) => () => {
  // mulberry32
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const result = [...items]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[result[i], result[j]] = [result[j] as Item, result[i] as Item]
  }
  return result
}

/** Each event three times, in an order of the seed's own. */
async function playShuffled(db: Kysely<Tables>, seed: number, stream: readonly Envelope[]): Promise<void> {
  const order = shuffled([...stream, ...stream, ...stream], seeded(seed))
  await db.transaction().execute(async (tx) => void (await Promise.all(order.map(async (event) => reactions[event.type]?.(tx, event as never)))))
}

async function openFresh() {
  await using opening = new AsyncDisposableStack()
  const fresh = opening.use(await testDatabase())
  const db = opening.use(openDatabase<Tables>(fresh.url))
  await migrate(db, migrations)
  const stack = opening.move()
  return { db, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

test('a thousand shuffled and tripled streams of song events leave the same song each time', { timeout: 120_000 }, async () => {
  await using it = await openFresh()
  const card = songSnapshot()
  const song_ids = Array.from({ length: 1_000 }, () => randomUUIDv7())
  const deleted = song_ids.slice(0, 500)
  const play = (song_id: string, seed: number) =>
    playShuffled(it.db, seed, [
      eventOf('song.scheduled', song_id, 1, { ...card, song_id, title: 'one' }),
      eventOf('song.withdrawn', song_id, 3, { ...card, song_id, title: 'three' }),
      eventOf('song.published', song_id, 4, { ...card, song_id, title: 'four' }),
      ...(seed < deleted.length ? [eventOf('song.deleted', song_id, 5, { song_id, path: 'artists/' })] : []),
    ])
  for (let seed = 0; seed < song_ids.length; seed += 8) await Promise.all(song_ids.slice(seed, seed + 8).map((song_id, more) => play(song_id, seed + more)))
  const { rows } = await sql`select version, available, card->>'title' as title, count(*) from songs group by 1, 2, 3 order by 1`.execute(it.db)
  expect(rows).toEqual([{ version: 4, available: true, title: 'four', count: 500 }, { version: 5, available: false, title: null, count: 500 }])
})

test('a name that comes late replaces no newer one', async () => {
  await using it = await openFresh()
  const summary = { country: null, plan: 'free', role: 'listener', preferences: { explicit_filter: false, max_bitrate_kbps: 320, private_session: false } } as const
  for (let seed = 0; seed < 50; seed++) {
    const user_id = randomUUIDv7()
    await playShuffled(it.db, seed, [
      eventOf('user.registered', user_id, 1, { ...summary, user_id, display_name: 'Ada' }),
      eventOf('user.updated', user_id, 2, { ...summary, user_id, display_name: 'Ada L.' }),
    ])
  }
  const { rows } = await sql`select version, display_name, count(*) from users group by 1, 2`.execute(it.db)
  expect(rows).toEqual([{ version: 2, display_name: 'Ada L.', count: 50 }])
})
