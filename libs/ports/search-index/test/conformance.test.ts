import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSearchIndex, type DocumentType, type SearchIndex } from '../src/index.ts'
import { describeAdapters, emptyIndex } from './adapters.ts'
import { document, everyType, idsOf, seeded } from './documents.ts'

describeAdapters('the $name index', ({ place }) => {
  let index: SearchIndex
  const random = seeded(4711)

  /** A word that no other test uses, nor would by a slip. */
  const word = () => Array.from({ length: 12 }, () => 'abcdefghijklmnopqrstuvw'[Math.floor(random() * 23)]).join('')

  beforeAll(async () => {
    index = await emptyIndex(place)
  })
  afterAll(() => index[Symbol.asyncDispose]())

  test('finds a document at once and gives its card back untouched', async () => {
    const title = word()
    const card = { title, nested: { list: [1, 'zwei', null], text: 'NUL \0, "quotes" and \\ and 💿' } }
    await index.upsert([document({ type: 'song', id: title, title, card })])
    const hits = await index.search({ q: title, types: ['song'], genre: null, limit: 20, offset: 0 })
    expect(hits).toEqual({ song: { items: [{ id: title, card }], total: 1 } })
  })

  test('answers for the types asked for, and no other', async () => {
    const title = word()
    await index.upsert(everyType.map((type) => document({ type, id: `${title}-${type}`, title })))
    const some = await index.search({ q: title, types: ['artist', 'playlist'], genre: null, limit: 20, offset: 0 })
    expect(Object.keys(some).sort()).toEqual(['artist', 'playlist'])
    expect(some.artist?.items.map(({ id }) => id)).toEqual([`${title}-artist`])
    const all = await index.search({ q: title, types: everyType, genre: null, limit: 20, offset: 0 })
    expect(everyType.map((type) => all[type]?.total)).toEqual([1, 1, 1, 1])
  })

  test('takes the newer version and ignores the older, in whatever order they come', async () => {
    const [before, after] = [word(), word()]
    await index.upsert([document({ type: 'song', id: before, title: after, version: 2 })])
    await index.upsert([document({ type: 'song', id: before, title: before, version: 1 })])
    expect(await idsOf(index, before)).toEqual([])
    expect(await idsOf(index, after)).toEqual([before])
    await index.upsert([document({ type: 'song', id: before, title: before, version: 3 })])
    expect(await idsOf(index, before)).toEqual([before])
    expect(await idsOf(index, after)).toEqual([])
  })

  test('takes the newest of several versions in one batch', async () => {
    const title = word()
    const versions = [1, 3, 2].map((version) => document({ type: 'song', id: title, title, version, card: { version } }))
    await index.upsert(versions)
    const hits = await index.search({ q: title, types: ['song'], genre: null, limit: 20, offset: 0 })
    expect(hits.song?.items).toEqual([{ id: title, card: { version: 3 } }])
  })

  test('what was removed is not found, and a late older version revives nothing', async () => {
    const title = word()
    await index.upsert([document({ type: 'song', id: title, title, version: 1 })])
    await index.remove([{ type: 'song', id: title, version: 2 }])
    await index.upsert([document({ type: 'song', id: title, title, version: 1 }), document({ type: 'song', id: title, title, version: 2 })])
    expect(await idsOf(index, title)).toEqual([])
    await index.upsert([document({ type: 'song', id: title, title, version: 3 })])
    expect(await idsOf(index, title)).toEqual([title])
  })

  test('a removal that comes before its document leaves a tombstone', async () => {
    const title = word()
    await index.remove([{ type: 'song', id: title, version: 5 }])
    await index.upsert([document({ type: 'song', id: title, title, version: 4 })])
    expect(await idsOf(index, title)).toEqual([])
  })

  test('an older removal removes nothing', async () => {
    const title = word()
    await index.upsert([document({ type: 'song', id: title, title, version: 7 })])
    await index.remove([{ type: 'song', id: title, version: 6 }])
    expect(await idsOf(index, title)).toEqual([title])
  })

  test('puts the more played first, also after a new version', async () => {
    const title = word()
    const [a, b] = [`${title}-a`, `${title}-b`]
    await index.upsert([document({ type: 'song', id: a, title: `${title} one` }), document({ type: 'song', id: b, title: `${title} two` })])
    await index.setPopularity([{ id: a, plays: 10 }, { id: b, plays: 20 }, { id: `${title}-unknown`, plays: 30 }])
    expect(await idsOf(index, title)).toEqual([b, a])
    await index.setPopularity([{ id: a, plays: 21 }])
    await index.setPopularity([{ id: a, plays: 21 }])
    await index.upsert([document({ type: 'song', id: a, title: `${title} three`, version: 2 })])
    expect(await idsOf(index, title)).toEqual([a, b])
  })

  test('what is brought, removed and played in one write is as if one came after the other', async () => {
    const title = word()
    const named = (id: string, version = 1) => document({ type: 'song', id: `${title}-${id}`, title: `${title} ${id}`, version })
    await index.upsert([named('gone')])
    await index.write([
      { removals: [{ type: 'song', id: `${title}-gone`, version: 2 }], upserts: [named('a')] },
      { upserts: [named('b'), named('gone', 2)], plays: [{ type: 'song', id: `${title}-b`, plays: 1 }, { type: 'song', id: `${title}-a`, plays: 9 }] },
      { plays: [{ type: 'song', id: `${title}-b`, plays: 12 }] },
    ])
    expect(await idsOf(index, title, 'song')).toEqual([`${title}-b`, `${title}-a`])
  })

  test('counts plays for one type alone where several share an id', async () => {
    const title = word()
    const named = (type: DocumentType, id: string) => document({ type, id: `${title}-${id}`, title: `${title} ${id}` })
    await index.upsert([named('song', 'a'), named('song', 'b'), named('album', 'a'), named('album', 'b')])
    await index.setPopularity([{ id: `${title}-b`, plays: 1 }, { type: 'song', id: `${title}-a`, plays: 2 }])
    expect(await idsOf(index, title, 'song')).toEqual([`${title}-a`, `${title}-b`])
    expect(await idsOf(index, title, 'album')).toEqual([`${title}-b`, `${title}-a`])
  })

  test('ranks an exact title, then its prefix, then the words in another place, then a typo', async () => {
    const title = word()
    const mistyped = `${title.slice(0, -1)}z`
    const titles = [mistyped, `${title} begins it`, `It ends with ${title}`, title]
    await index.upsert(titles.map((of, at) => document({ type: 'album', id: `${title}-${at}`, title: of })))
    await index.setPopularity(titles.map((_, at) => ({ id: `${title}-${at}`, plays: 1_000 - at })))
    expect((await idsOf(index, title, 'album')).slice(0, 3)).toEqual([3, 1, 2].map((at) => `${title}-${at}`))
    expect((await idsOf(index, `${title.slice(0, -1)}q`, 'album')).toSorted()).toEqual([0, 1, 2, 3].map((at) => `${title}-${at}`))
  })

  test('pages without gaps or repeats, and counts all', async () => {
    const title = word()
    const ids = Array.from({ length: 25 }, (_, at) => `${title}-${at}`)
    await index.upsert(ids.map((id) => document({ type: 'song', id, title: `${title} song` })))
    const pages = await Promise.all([0, 10, 20, 30].map((offset) => idsOf(index, title, 'song', 10, offset)))
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5, 0])
    expect(pages.flat().toSorted()).toEqual(ids.toSorted())
    const hits = await index.search({ q: title, types: ['song'], genre: null, limit: 1, offset: 30 })
    expect(hits.song?.total).toBe(25)
  })

  test('pages over typos as well', async () => {
    const title = word()
    const near = `${title.slice(0, -1)}z`
    const named = (name: string, length: number) =>
      Array.from({ length }, (_, at) => document({ type: 'playlist', id: `${name}-${at}`, title: `${name} ${at}` }))
    await index.upsert([...named(title, 2), ...named(near, 9)])
    const whole = await idsOf(index, title, 'playlist', 20)
    expect(whole.slice(0, 2).toSorted()).toEqual([`${title}-0`, `${title}-1`])
    expect(whole.length).toBe(11)
    const pages = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((offset) => idsOf(index, title, 'playlist', 1, offset)))
    expect(pages.flat()).toEqual(whole)
  })

  test('keeps to one genre when asked, however it is spelt', async () => {
    const title = word()
    await index.upsert(['Hip-Hop', 'Rock'].map((genre, at) => document({ type: 'song', id: `${title}-${at + 1}`, title, genres: [genre] })))
    const hits = await index.search({ q: title, types: ['song'], genre: 'hip hop', limit: 20, offset: 0 })
    expect(hits.song?.items.map(({ id }) => id)).toEqual([`${title}-1`])
  })

  test('suggests titles and names as one types', async () => {
    const title = word()
    await index.upsert([
      document({ type: 'artist', id: `${title}-1`, title: `${title} Band` }),
      document({ type: 'song', id: `${title}-2`, title: `${title} Song` }),
    ])
    const suggestions = await index.suggest(title.slice(0, -1), 8)
    expect(suggestions).toContainEqual({ type: 'artist', id: `${title}-1`, text: `${title} Band` })
    expect(suggestions).toContainEqual({ type: 'song', id: `${title}-2`, text: `${title} Song` })
    expect(await index.suggest(title.slice(0, -1), 1)).toHaveLength(1)
  })

  test('suggests one text once, the exact one first, then the more played', async () => {
    const title = word()
    await index.upsert([
      ...['1', '2', '3'].map((at) => document({ type: 'song', id: `${title}-${at}`, title: `${title} again` })),
      document({ type: 'artist', id: `${title}-4`, title: `${title} players` }),
      document({ type: 'album', id: `${title}-5`, title }),
    ])
    await index.setPopularity([{ id: `${title}-2`, plays: 5 }, { id: `${title}-4`, plays: 9 }])
    expect((await index.suggest(title, 8)).map(({ id }) => id.slice(-1))).toEqual(['5', '4', '2'])
  })

  test('any text can be searched for', async () => {
    const unit = fc.constantFrom(...Array.from(`'"\\:*&|!()<->%_$= \0aé💿京`), '\ud800')
    const odd = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit, maxLength: 200 }))
    await fc.assert(fc.asyncProperty(odd, async (q) => {
      const hits = await index.search({ q, types: everyType, genre: q, limit: 5, offset: 0 })
      expect(Object.keys(hits).length).toBe(4)
      await index.suggest(q, 5)
    }), { numRuns: 150 })
  }, 120_000)

  test('any text can be a title, and is found by itself', async () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }))
    let version = 0
    await fc.assert(fc.asyncProperty(text, async (title) => {
      const id = `odd-${++version}`
      await index.upsert([document({ type: 'song', id, title, by: [title], album: title, genres: [title], card: { title } })])
      const hits = await index.search({ q: title, types: ['song'], genre: null, limit: 100, offset: 0 })
      if (/\p{L}{2}/u.test(title)) expect(hits.song?.items.map((item) => item.id)).toContain(id)
      await index.remove([{ type: 'song', id, version: 2 }])
    }), { numRuns: 100 })
  }, 120_000)

  test('repeating anything at the same time changes nothing', async () => {
    const title = word()
    const batch = Array.from({ length: 50 }, (_, at) => document({ type: 'song', id: `${title}-${at}`, title: `${title} ${word()}` }))
    await Promise.all(Array.from({ length: 6 }, (_, at) => index.upsert(at % 2 === 0 ? batch : batch.toReversed())))
    const hits = await index.search({ q: title, types: ['song'], genre: null, limit: 1, offset: 0 })
    expect(hits.song?.total).toBe(50)
  })

  test('writers of the same documents never stop one another', async () => {
    const title = word()
    const ids = Array.from({ length: 100 }, (_, at) => `${title}-${at}`)
    const written = (version: number) => ids.map((id) => document({ type: 'song', id, title: `${title} song`, version }))
    await index.upsert(written(1))
    await Promise.all(Array.from({ length: 12 }, async (_, at) => {
      const order = at % 2 === 0 ? ids : ids.toReversed()
      await index.setPopularity(order.map((id) => ({ id, plays: at })))
      await index.upsert(written(at + 2))
      await index.remove(order.slice(0, 10).map((id) => ({ type: 'song', id, version: at })))
    }))
    const hits = await index.search({ q: title, types: ['song'], genre: null, limit: 1, offset: 0 })
    expect(hits.song?.total).toBe(100)
  })

  test('empty batches are no work', async () => {
    await index.upsert([])
    await index.remove([])
    await index.setPopularity([])
    await index.ping()
  })
})

test('an unknown scheme is an error that names the choices', async () => {
  await expect(openSearchIndex('gopher://somewhere')).rejects.toThrow('postgres://')
})
