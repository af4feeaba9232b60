import { randomUUIDv7 } from 'node:crypto'
import { openDatabase, migrate } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { expect, test } from 'vitest'
import { migrations } from '../src/db/migrations.ts'
import type { Tables } from '../src/db/tables.ts'
import { onSong, onSongDeleted } from '../src/events/on-song.ts'
import { onUser } from '../src/events/on-user.ts'
import { snapshot } from './playback-service.ts'

/** Mulberry32: the same seed gives the same order on every machine. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

test('a thousand shuffles of a tripled stream leave the same read model', { timeout: 120_000 }, async () => {
  await using own = await testDatabase()
  await using db = openDatabase<Tables>(own.url, { max: 1 })
  await migrate(db, migrations)
  const [kept, deleted] = [snapshot(), snapshot()]
  const user_id = randomUUIDv7()
  const envelope = <D>(aggregate_id: string, aggregate_version: number, data: D) => ({ id: randomUUIDv7(), aggregate_id, aggregate_version, occurred_at: new Date().toISOString(), data })
  const preferences = { explicit_filter: false, max_bitrate_kbps: 320 as const, private_session: false }
  const user = (version: number, plan: 'free' | 'premium') => envelope(user_id, version, { user_id, display_name: 'Ada', country: null, plan, role: 'listener' as const, preferences })
  type Step = (tx: Parameters<typeof onUser>[0]) => Promise<void>
  const stream: readonly Step[] = [
    (tx) => onSong('scheduled')(tx, { type: 'song.scheduled', ...envelope(kept.song_id, 1, kept) }),
    (tx) => onSong('published')(tx, { type: 'song.published', ...envelope(kept.song_id, 2, kept) }),
    (tx) => onSong('withdrawn')(tx, { type: 'song.withdrawn', ...envelope(kept.song_id, 3, kept) }),
    (tx) => onSong('published')(tx, { type: 'song.published', ...envelope(kept.song_id, 4, { ...kept, title: 'Back again' }) }),
    (tx) => onSong('published')(tx, { type: 'song.published', ...envelope(deleted.song_id, 1, deleted) }),
    (tx) => onSongDeleted(tx, { type: 'song.deleted', ...envelope(deleted.song_id, 2, { song_id: deleted.song_id, path: 'x/' }) }),
    (tx) => onUser(tx, { type: 'user.registered', ...user(1, 'free') }),
    (tx) => onUser(tx, { type: 'user.updated', ...user(2, 'premium') }),
    (tx) => onUser(tx, { type: 'user.updated', ...user(3, 'free') }),
  ]
  const outcomes = new Set<string>()
  for (let seed = 1; seed <= 1_000; seed++) {
    const next = random(seed)
    const shuffled = [...stream, ...stream, ...stream].map((step) => ({ step, at: next() })).toSorted((a, b) => a.at - b.at)
    await db
      .transaction()
      .execute(async (tx) => {
        for (const { step } of shuffled) await step(tx)
        const songs = await tx.selectFrom('songs').selectAll().orderBy('song_id').execute()
        const listeners = await tx.selectFrom('listeners').selectAll().execute()
        outcomes.add(JSON.stringify({ songs, listeners }))
        await tx.deleteFrom('songs').execute()
        await tx.deleteFrom('listeners').execute()
      })
  }
  expect(outcomes.size).toBe(1)
  expect(JSON.parse([...outcomes][0] ?? '{}')).toMatchObject({ listeners: [{ version: 3, plan: 'free' }] })
})
