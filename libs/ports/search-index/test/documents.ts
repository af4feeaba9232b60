import type { DocumentType, SearchDocument, SearchIndex } from '../src/index.ts'

export const everyType: readonly DocumentType[] = ['song', 'artist', 'album', 'playlist']

/** A document with what a test cares about. */
export const document = (given: Pick<SearchDocument, 'type' | 'id' | 'title'> & Partial<SearchDocument>): SearchDocument => ({
  version: 1,
  by: [],
  album: null,
  genres: [],
  card: { title: given.title },
  ...given,
})

/** The ids of one type found, in order. */
export async function idsOf(index: SearchIndex, q: string, type: DocumentType = 'song', limit = 20, offset = 0): Promise<string[]> {
  const hits = await index.search({ q, types: [type], genre: null, limit, offset })
  return (hits[type]?.items ?? []).map(({ id }) => id)
}

/** Numbers in [0, 1) that are the same in every run (xorshift). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}
