import { testDatabase } from '@segue/database/testing'
import pg from 'pg'
import { expect, test } from 'vitest'
import { openSearchIndex } from '../src/index.ts'
import { rooms } from '../src/postgres/schema.ts'
import { document, idsOf } from './documents.ts'

test('opening twice, at the same time and again, is the same index', async () => {
  await using database = await testDatabase()
  const [one, other] = await Promise.all([openSearchIndex(database.url), openSearchIndex(database.url)])
  await one.upsert([document({ type: 'song', id: 'a', title: 'Homecoming' })])
  expect(await idsOf(other, 'homecoming')).toEqual(['a'])
  await Promise.all([one, other].map((index) => index[Symbol.asyncDispose]()))
  await using again = await openSearchIndex(database.url)
  expect(await idsOf(again, 'homecoming')).toEqual(['a'])
})

test('a database out of reach is an error at open', async () => {
  await expect(openSearchIndex('postgres://127.0.0.1:1/none')).rejects.toThrow()
})

test('the most played stay in the first tier, an exact title in the last comes before them, and pages reach everything', async () => {
  await using database = await testDatabase()
  await using index = await openSearchIndex(database.url)
  const count = rooms[0] + 2_000
  const ids = Array.from({ length: count }, (_, at) => `song-${at}`)
  for (let at = 0; at < count; at += 1_000) {
    const batch = ids.slice(at, at + 1_000)
    await index.upsert(batch.map((id, n) => document({ type: 'song', id, title: `Common n${at + n}` })))
    await index.setPopularity(batch.map((id, n) => ({ id, plays: at + n })))
  }
  const client = new pg.Client(database.url)
  await client.connect()
  const { rows } = await client.query(`
    select tier, count(*)::int as size, min(popularity) as least, max(popularity) as most
    from search_index.songs group by tier order by tier`)
  await client.end()
  expect(rows).toHaveLength(2)
  expect(rows[0].size).toBeLessThanOrEqual(rooms[0])
  expect(rows[0].least).toBeGreaterThan(rows[1].most)

  expect(await idsOf(index, 'common')).toEqual(ids.slice(-20).toReversed())
  expect((await idsOf(index, 'common n17')).slice(0, 2)).toEqual(['song-17', 'song-1799'])
  const pages: string[] = []
  for (let offset = 0; offset < count; offset += 1_000) pages.push(...await idsOf(index, 'common', 'song', 1_000, offset))
  expect(new Set(pages).size).toBe(count)
})
