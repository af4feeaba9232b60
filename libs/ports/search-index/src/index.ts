import { Misconfigured } from './misconfigured.ts'
import type { Rebuild, SearchIndex } from './search-index.ts'

export { Misconfigured } from './misconfigured.ts'
export type * from './search-index.ts'

/** The scheme of the URL chooses the adapter; an unknown one is an error at start. */
export async function openSearchIndex(url: string): Promise<SearchIndex> {
  const scheme = new URL(url).protocol
  switch (scheme) {
    case 'postgres:':
    case 'postgresql:':
      return (await import('./postgres.ts')).openPostgresIndex(url)
    case 'http:':
    case 'https:':
      return (await import('./opensearch.ts')).openOpenSearchIndex(url)
    default:
      throw unknownScheme(scheme)
  }
}

/** Begins to build the index of the URL anew, beside the one that is there, if any, and whatever release that one is of. */
export async function rebuildSearchIndex(url: string): Promise<Rebuild> {
  const scheme = new URL(url).protocol
  switch (scheme) {
    case 'postgres:':
    case 'postgresql:':
      return (await import('./postgres.ts')).rebuildPostgresIndex(url)
    case 'http:':
    case 'https:':
      return (await import('./opensearch.ts')).rebuildOpenSearchIndex(url)
    default:
      throw unknownScheme(scheme)
  }
}

const unknownScheme = (scheme: string) => new Misconfigured(`No search index for ${scheme} — use http://, https:// (OpenSearch) or postgres://`)
