import type { Popularity, Removal } from './search-index.ts'

/** The newest of each, always in the same order, so that two writers never wait for each other in a circle. */
export function newest<D extends Removal>(documents: readonly D[]): D[] {
  const latest = new Map<string, D>()
  for (const document of documents) {
    const key = `${document.id} ${document.type}`
    const held = latest.get(key)
    if (held === undefined || held.version < document.version) latest.set(key, document)
  }
  return [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document)
}

/** What each is set to last, in the same order for everybody too. */
export function lastOf(plays: readonly Popularity[]): Popularity[] {
  const last = new Map(plays.map((of) => [`${of.id} ${of.type ?? ''}`, of]))
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, of]) => of)
}
