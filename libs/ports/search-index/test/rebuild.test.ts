import { expect, test } from 'vitest'
import { openSearchIndex, rebuildSearchIndex, type SearchIndex } from '../src/index.ts'
import { describeAdapters } from './adapters.ts'
import { document, idsOf } from './documents.ts'

const songs = (count: number, word = 'Lantern') => Array.from({ length: count }, (_, at) => document({ type: 'song', id: `song-${at}`, title: `${word} ${at}` }))
const totalOf = async (index: SearchIndex, q: string): Promise<number | undefined> =>
  (await index.search({ q, types: ['song'], genre: null, limit: 1, offset: 0 })).song?.total

describeAdapters('the $name index built anew', ({ place }) => {
  test('is not searched before it is finished, and then holds what it was given alone', async () => {
    await using at = await place()
    await using index = await openSearchIndex(at.url)
    await index.upsert([...songs(3), document({ type: 'song', id: 'stale', title: 'Lantern nobody has' })])
    await using rebuild = await rebuildSearchIndex(at.url)
    await rebuild.upsert(songs(5))
    await rebuild.setPopularity([{ type: 'song', id: 'song-4', plays: 7 }])
    expect(await totalOf(index, 'lantern')).toBe(4)
    await rebuild.finish()
    expect(await idsOf(index, 'lantern')).toHaveLength(5)
    expect((await idsOf(index, 'lantern'))[0]).toBe('song-4')
    expect(await idsOf(index, 'lanterm 2')).toContain('song-2')
    await using later = await openSearchIndex(at.url)
    await later.upsert([document({ type: 'song', id: 'song-5', title: 'Lantern 5' })])
    expect(await totalOf(index, 'lantern')).toBe(6)
  })

  test('loses nothing that is written meanwhile, by whatever process: the newer wins on both sides', async () => {
    await using at = await place()
    await using index = await openSearchIndex(at.url)
    await index.upsert(songs(4))
    await using rebuild = await rebuildSearchIndex(at.url)
    await index.upsert([document({ type: 'song', id: 'song-0', title: 'Beacon 0', version: 2 })])
    await index.remove([{ type: 'song', id: 'song-1', version: 2 }])
    await rebuild.upsert(songs(4))
    await index.upsert([document({ type: 'song', id: 'song-2', title: 'Beacon 2', version: 2 }), document({ type: 'song', id: 'new', title: 'Beacon 9' })])
    await index.setPopularity([{ type: 'song', id: 'song-3', plays: 9 }, { type: 'song', id: 'song-0', plays: 2 }, { id: 'new', plays: 5 }])
    await index.upsert([document({ type: 'song', id: 'late', title: 'Lantern', version: 1 })])
    await index.remove([{ type: 'song', id: 'late', version: 1 }])
    await rebuild.finish()
    expect(await idsOf(index, 'lantern')).toEqual(['song-3'])
    expect(await idsOf(index, 'beacon')).toEqual(['new', 'song-0', 'song-2'])
    await index.upsert(songs(2))
    expect(await idsOf(index, 'lantern')).toEqual(['song-3'])
  })

  test('left unfinished changes nothing, and the next one begins from nothing', async () => {
    await using at = await place()
    await using index = await openSearchIndex(at.url)
    await index.upsert(songs(3))
    {
      await using rebuild = await rebuildSearchIndex(at.url)
      await rebuild.upsert(songs(9, 'Beacon'))
    }
    await index.upsert(songs(4))
    expect(await totalOf(index, 'lantern')).toBe(4)
    const abandoned = await rebuildSearchIndex(at.url)
    await abandoned.upsert(songs(9, 'Beacon'))
    await using rebuild = await rebuildSearchIndex(at.url)
    await expect(abandoned.finish()).rejects.toThrow()
    await abandoned[Symbol.asyncDispose]()
    await rebuild.upsert(songs(2))
    await rebuild.finish()
    expect(await totalOf(index, 'beacon')).toBe(0)
    expect(await totalOf(index, 'lantern')).toBe(2)
  })

  test('no search fails or misses a song while it is filled and put in place', async () => {
    await using at = await place()
    await using index = await openSearchIndex(at.url)
    const all = songs(200)
    await index.upsert(all)
    let isOver = false
    const seen: (number | undefined)[] = []
    const searching = Promise.all(Array.from({ length: 3 }, async () => {
      while (!isOver) seen.push(await totalOf(index, 'lantern'))
    }))
    for (let round = 0; round < 3; round++) {
      await using rebuild = await rebuildSearchIndex(at.url)
      for (let from = 0; from < all.length; from += 50) await rebuild.upsert(all.slice(from, from + 50))
      await rebuild.finish()
    }
    isOver = true
    await searching
    expect(seen.length).toBeGreaterThan(10)
    expect(new Set(seen)).toEqual(new Set([200]))
  }, 120_000)

  test('makes an index where there was none', async () => {
    await using at = await place()
    await using rebuild = await rebuildSearchIndex(at.url)
    await rebuild.upsert(songs(2))
    await rebuild.finish()
    await using index = await openSearchIndex(at.url)
    expect(await totalOf(index, 'lantern')).toBe(2)
  })
})
