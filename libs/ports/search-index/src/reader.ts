import { correct } from './corrections.ts'
import { asMeant, asTyped, type Expression } from './expression.ts'
import type { DocumentType, Hits, SearchIndex, SearchQuery, Suggestion } from './search-index.ts'
import { keyOf, wordsOf } from './normalise.ts'

/** An exact title, this many hits, or one for more than two words, and nothing is taken for a typo. */
const enough = 3
const every: readonly DocumentType[] = ['artist', 'song', 'album', 'playlist']

export interface Sought {
  /** Keys of titles that come first, whatever the document holds besides; the one as typed is the first. */
  readonly keys: readonly string[]
  readonly matches: Expression
  /** What also matches this is left out. */
  readonly except?: Expression
  readonly limit: number
  readonly offset: number
}

export interface Row {
  readonly type: DocumentType
  readonly id: string
  readonly title: string
  readonly card: Hits['items'][number]['card']
  readonly popularity: number
}

export interface Found {
  readonly total: number
  /** Whether a title is what was typed. */
  readonly exact: boolean
  readonly rows: readonly Row[]
}

/** What an adapter's engine has to answer. */
export interface Engine {
  find(types: readonly DocumentType[], sought: Sought): Promise<ReadonlyMap<DocumentType, Found>>
  /** Words in use that are spelt like one of these, or hold one, themselves included. */
  vocabulary(words: readonly string[]): Promise<readonly string[]>
}

/** What matches as typed; when that is next to nothing, what may have been meant comes after it. */
async function look(engine: Engine, query: SearchQuery): Promise<ReadonlyMap<DocumentType, Found>> {
  const words = wordsOf(query.q)
  if (words.length === 0) return new Map()
  const typed = asTyped(words, query.genre)
  const { limit, offset } = query
  const strict = await engine.find(query.types, { keys: [keyOf(words)], matches: typed, limit, offset })
  const total = strict.values().reduce((sum, found) => sum + found.total, 0)
  if (total >= (words.length > 2 ? 1 : enough) || strict.values().some((found) => found.exact)) return strict

  const { meant, keys } = correct(words, await engine.vocabulary(words))
  const first = Math.max(0, offset - enough)
  const page = { keys, matches: asMeant(words, meant, query.genre), except: typed, limit: limit + enough, offset: first }
  const relaxed = await engine.find(query.types, page)
  return new Map(query.types.map((type) => {
    const [before, after] = [strict.get(type), relaxed.get(type)]
    const [held, shown] = [before?.total ?? 0, before?.rows ?? []]
    const from = Math.max(0, offset - held) - first
    const rest = after?.rows.slice(from, from + limit - shown.length) ?? []
    return [type, { total: held + (after?.total ?? 0), exact: false, rows: [...shown, ...rest] }]
  }))
}

/** The half of an index that reads; what is asked for and in which order is the same on every engine. */
export function reader(engine: Engine): Pick<SearchIndex, 'search' | 'suggest'> {
  return {
    async search(query) {
      const found = await look(engine, query)
      return Object.fromEntries(query.types.map((type): [DocumentType, Hits] => {
        const { rows = [], total = 0 } = found.get(type) ?? {}
        return [type, { items: rows.map(({ id, card }) => ({ id, card })), total }]
      }))
    },
    async suggest(q, limit) {
      const found = await look(engine, { q, types: every, genre: null, limit: 2 * limit, offset: 0 })
      const key = keyOf(wordsOf(q))
      const suggestions = new Map<string, Suggestion & { readonly rank: number }>()
      for (const { type, id, title, popularity } of [...found.values()].flatMap(({ rows }) => rows)) {
        const named = keyOf(wordsOf(title))
        const rank = (named === key ? 2e12 : named.startsWith(key) ? 1e12 : 0) + popularity
        const same = suggestions.get(`${type} ${named}`)
        if (same === undefined || same.rank < rank) suggestions.set(`${type} ${named}`, { type, id, text: title, rank })
      }
      const best = [...suggestions.values()].sort((a, b) => b.rank - a.rank).slice(0, limit)
      return best.map(({ type, id, text }) => ({ type, id, text }))
    },
  }
}
