import type pg from 'pg'
import { correct, lookup } from '../corrections.ts'
import type { DocumentType, Hits, SearchIndex, SearchQuery, Suggestion } from '../index.ts'
import { keyOf, wordsOf } from '../normalise.ts'
import { pageStatement, vocabularyStatement } from './statements.ts'
import { relaxedQuery, strictQuery } from './tsquery.ts'

/** An exact title, this many hits, or one for more than two words, and nothing is taken for a typo. */
const enough = 3
const types: readonly DocumentType[] = ['artist', 'song', 'album', 'playlist']

interface Row {
  readonly type: DocumentType
  readonly total: string
  readonly exact: string
  readonly id: string | null
  readonly title: string
  readonly card: Hits['items'][number]['card']
  readonly popularity: number
  readonly begins: boolean
}

interface Sought {
  readonly keys: readonly string[]
  readonly query: string
  readonly limit: number
  readonly offset: number
  /** What also matches this is left out. */
  readonly except?: string
}

interface Found {
  readonly total: number
  readonly exact: boolean
  readonly rows: readonly (Row & { readonly id: string })[]
}

const hasId = (row: Row): row is Row & { readonly id: string } => row.id !== null

async function find(pool: pg.Pool, wanted: readonly DocumentType[], sought: Sought): Promise<Map<DocumentType, Found>> {
  const { keys, query, limit, offset, except } = sought
  const relaxed = except !== undefined
  const { rows } = await pool.query<Row>({
    name: `search ${relaxed} ${wanted.join()}`,
    text: pageStatement(wanted, relaxed),
    values: [keys, query, limit, offset, ...(relaxed ? [except] : [])],
  })
  const found = Map.groupBy(rows, (row) => row.type).entries().map(([type, of]): [DocumentType, Found] => [
    type,
    { total: Number(of[0]?.total ?? 0), exact: Number(of[0]?.exact ?? 0) > 0, rows: of.filter(hasId) },
  ])
  return new Map(found)
}

/** What matches as typed; when that is next to nothing, what may have been meant comes after it. */
async function look(pool: pg.Pool, query: SearchQuery): Promise<Map<DocumentType, Found>> {
  const words = wordsOf(query.q)
  if (words.length === 0) return new Map()
  const typed = strictQuery(words, query.genre)
  const strict = await find(pool, query.types, { ...query, keys: [keyOf(words)], query: typed })
  const total = strict.values().reduce((sum, found) => sum + found.total, 0)
  if (total >= (words.length > 2 ? 1 : enough) || strict.values().some((found) => found.exact)) return strict

  const { filedUnder, parts } = lookup(words)
  const { rows } = await pool.query<{ word: string }>({ name: 'vocabulary', text: vocabularyStatement, values: [filedUnder, parts] })
  const { meant, keys } = correct(words, rows.map(({ word }) => word))
  const first = Math.max(0, query.offset - enough)
  const page = { keys, query: relaxedQuery(words, meant, query.genre), limit: query.limit + enough, offset: first, except: typed }
  const relaxed = await find(pool, query.types, page)
  return new Map(query.types.map((type) => {
    const [before, after] = [strict.get(type), relaxed.get(type)]
    const [held, shown] = [before?.total ?? 0, before?.rows ?? []]
    const from = Math.max(0, query.offset - held) - first
    const rest = after?.rows.slice(from, from + query.limit - shown.length) ?? []
    return [type, { total: held + (after?.total ?? 0), exact: false, rows: [...shown, ...rest] }]
  }))
}

/** The half of the adapter that reads. */
export function reader(pool: pg.Pool): Pick<SearchIndex, 'search' | 'suggest' | 'ping'> {
  return {
    async search(query) {
      const found = await look(pool, query)
      return Object.fromEntries(query.types.map((type): [DocumentType, Hits] => {
        const { rows = [], total = 0 } = found.get(type) ?? {}
        return [type, { items: rows.map(({ id, card }) => ({ id, card })), total }]
      }))
    },
    async suggest(q, limit) {
      const found = await look(pool, { q, types, genre: null, limit: 2 * limit, offset: 0 })
      const key = keyOf(wordsOf(q))
      const suggestions = new Map<string, Suggestion & { readonly rank: number }>()
      for (const { type, id, title, begins, popularity } of [...found.values()].flatMap(({ rows }) => rows)) {
        const named = keyOf(wordsOf(title))
        const rank = (named === key ? 2e12 : begins ? 1e12 : 0) + popularity
        const same = suggestions.get(`${type} ${named}`)
        if (same === undefined || same.rank < rank) suggestions.set(`${type} ${named}`, { type, id, text: title, rank })
      }
      const best = [...suggestions.values()].sort((a, b) => b.rank - a.rank).slice(0, limit)
      return best.map(({ type, id, text }) => ({ type, id, text }))
    },
    async ping() {
      await pool.query('select 1')
    },
  }
}
