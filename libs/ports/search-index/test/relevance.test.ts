import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SearchIndex } from '../src/index.ts'
import { describeAdapters, emptyIndex } from './adapters.ts'
import { catalogue, expectations } from './relevance.ts'

describeAdapters('$name finds', ({ place }) => {
  let index: SearchIndex

  beforeAll(async () => {
    index = await emptyIndex(place)
    await index.upsert(catalogue.map(({ document }) => document))
    await index.setPopularity(catalogue.map(({ document, plays }) => ({ id: document.id, plays })))
  })
  afterAll(() => index[Symbol.asyncDispose]())

  test.for(expectations)('$why: "$q" finds $finds', async ({ q, type, top, finds, by }) => {
    const hits = await index.search({ q, types: [type], genre: null, limit: top, offset: 0 })
    const cards = hits[type]?.items.map(({ card }) => card) ?? []
    expect(cards).toContainEqual({ title: finds, by: by ?? expect.anything() })
  })
})
