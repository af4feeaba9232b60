import { randomUUIDv7 } from 'node:crypto'
import type { Envelope } from '@segue/contracts'
import { migrate, openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { reactTogether } from '@segue/messaging'
import { openSearchIndex } from '@segue/search-index'
import { expect, test } from 'vitest'
import { migrations } from '../src/db/migrations.ts'
import type { Tables } from '../src/db/tables.ts'
import { reactions, together } from '../src/reactions.ts'
import { announced, artist, plays, song } from './events.ts'
import { handedOver } from './handed-over.ts'

const rounds = 5
const atOnce = 8

/** In the order of their ids, which is the order that locks are taken in. */
const idsOf = (count: number) => Array.from({ length: count }, () => randomUUIDv7()).sort()

test('songs that change artists, artists that change names and plays of all of them never wait for each other in a circle', async () => {
  await using stack = new AsyncDisposableStack()
  const { url } = stack.use(await testDatabase())
  const db = openDatabase<Tables>(url, { max: atOnce })
  stack.defer(() => db.destroy())
  await migrate(db, migrations)
  const index = stack.use(await openSearchIndex(url))
  const { bus, deliver } = handedOver({ attempts: 1 })
  const errors: unknown[] = []
  stack.use(await reactTogether(bus, db, 'search', reactions, together(index), { onError: (error) => errors.push(error) }))

  for (let round = 0; round < rounds; round++) {
    const artists = idsOf(4).map((id, at) => ({ id, name: `Artist ${at}` }))
    const songs = idsOf(4)
    const madeBy = (...at: number[]) => at.flatMap((one) => artists[one] ?? [])
    const events: Envelope[] = songs.flatMap((id, at) => [
      announced('song.published', id, 1, song(id, `Song ${at}`, madeBy(3, at % 3))),
      announced('song.updated', id, 2, song(id, `Song ${at}`, madeBy((at + 1) % 4))),
      announced('song.updated', id, 3, song(id, `Song ${at}`, madeBy(at % 2, 2))),
      announced('song.withdrawn', id, 4, song(id, `Song ${at}`, [])),
      announced('song.published', id, 5, song(id, `Song ${at}`, madeBy(0, 3))),
    ])
    events.push(...artists.flatMap((one) => [announced('artist.created', one.id, 1, artist(one)), announced('artist.updated', one.id, 2, artist(one))]))
    for (let more = 1; more <= 6; more++) events.push(announced('plays.totalled', randomUUIDv7(), 1, plays(...songs.map((id) => [id, more] as const))))
    const shuffled = events.map((event) => ({ event, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ event }) => event)
    const next = shuffled.values()
    await Promise.all(Array.from({ length: atOnce }, async () => {
      for (const event of next) await deliver(event).catch(() => {})
    }))
  }
  expect(errors.map(String)).toEqual([])
}, 240_000)
