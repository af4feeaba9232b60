import { testDatabase } from '@segue/database/testing'
import type { SearchIndex } from '../src/index.ts'
import { openSearchIndex } from '../src/index.ts'

export interface Place extends AsyncDisposable {
  readonly url: string
}

/** Every adapter with an empty place of its own; the suites run over this table. */
export const adapters: readonly { readonly name: string; readonly place: () => Promise<Place> }[] = [
  { name: 'postgres', place: testDatabase },
]

/** An empty index, gone when disposed of. */
export async function emptyIndex(place: () => Promise<Place>): Promise<SearchIndex> {
  const at = await place()
  const index = await openSearchIndex(at.url)
  return {
    ...index,
    async [Symbol.asyncDispose]() {
      await index[Symbol.asyncDispose]()
      await at[Symbol.asyncDispose]()
    },
  }
}
