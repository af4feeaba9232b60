import { describe, vi } from 'vitest'
import { openSearchIndex, type SearchIndex } from '../src/index.ts'
import { openSearch } from './places/opensearch.ts'
import { postgres } from './places/postgres.ts'

export interface Place extends AsyncDisposable {
  readonly url: string
}

export interface Adapter {
  readonly name: string
  /** Why it can't be tested here. */
  readonly missing?: string | undefined
  readonly place: () => Promise<Place>
  /** Refuses what is written at the place as a full disk would; disposing makes room. */
  readonly fillDisk: (url: string) => Promise<AsyncDisposable>
  /** What it then says. */
  readonly diskIsFull: RegExp
}

const isNative = process.env['SEGUE_PARTS'] === 'native'

/** The real server has a run of its own, in which the embedded one isn't tested again. */
const adapters: readonly Adapter[] = isNative ? [openSearch] : [postgres, { ...openSearch, missing: 'needs OpenSearch: npm run test:stack' }]

/** Runs a suite over every adapter. */
export function describeAdapters(subject: string, suite: (adapter: Adapter) => void): void {
  for (const adapter of adapters) {
    const { name, missing } = adapter
    const reason = missing === undefined ? '' : ` (${missing})`
    describe.skipIf(missing !== undefined)(`${subject.replace('$name', name)}${reason}`, () => {
      suite(adapter)
    })
  }
}

/** An empty index, gone when disposed of. */
export async function emptyIndex(place: () => Promise<Place>): Promise<SearchIndex> {
  const at = await place()
  const index = await openSearchIndex(at.url)
  // A server that has just started takes its time for the first answer.
  await vi.waitFor(() => index.suggest('warm', 1), { timeout: 30_000 })
  return {
    ...index,
    async [Symbol.asyncDispose]() {
      await index[Symbol.asyncDispose]()
      await at[Symbol.asyncDispose]()
    },
  }
}
