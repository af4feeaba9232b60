import pg from 'pg'
import { correct, lookup } from './corrections.ts'
import type { DocumentType, Hits, SearchDocument, SearchIndex, SearchQuery } from './index.ts'
import { indexed } from './lexemes.ts'
import { keyOf, wordsOf } from './normalise.ts'
import { schema } from './postgres-schema.ts'
import { pageStatement, popularityStatement, removeStatement, upsertStatement, vocabularyStatement } from './postgres-statements.ts'
import { tierKeeper } from './postgres-tiers.ts'
import { filedUnder } from './spelling.ts'
import { relaxedQuery, strictQuery } from './tsquery.ts'

/** An exact title, this many hits, or one for more than two words, and nothing is taken for a typo. */
const enough = 3
const rememberedWords = 200_000
const types: readonly DocumentType[] = ['artist', 'song', 'album', 'playlist']
const settings = ['enable_seqscan=off', 'jit=off', 'max_parallel_workers_per_gather=0', 'plan_cache_mode=force_generic_plan']

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
  readonly rows: readonly Row[]
}

/**
 * A search index in the database of the URL, in a schema of its own, made when missing; its owner needs the right to
 * create `pg_trgm`, which is trusted. PostgreSQL 15 to 18.
 */
export async function openPostgresIndex(url: string): Promise<SearchIndex> {
  const pool = new pg.Pool({
    connectionString: url,
    options: settings.map((setting) => `-c ${setting}`).join(' '),
    max: 8,
    statement_timeout: 10_000,
    connectionTimeoutMillis: 2_000,
    keepAlive: true,
  })
  pool.on('error', () => {})
  try {
    await pool.query(`begin; ${schema}; commit`)
  } catch (error) {
    await pool.end()
    throw error
  }
  const tiers = tierKeeper(pool)
  const knownWords = new Set<string>()

  async function find(wanted: readonly DocumentType[], sought: Sought): Promise<Map<DocumentType, Found>> {
    const { keys, query, limit, offset, except } = sought
    const relaxed = except !== undefined
    const { rows } = await pool.query<Row>({
      name: `search ${relaxed} ${wanted.join()}`,
      text: pageStatement(wanted, relaxed),
      values: [keys, query, limit, offset, ...(relaxed ? [except] : [])],
    })
    return new Map(Map.groupBy(rows, (row) => row.type).entries().map(([type, of]) => [
      type,
      { total: Number(of[0]?.total ?? 0), exact: Number(of[0]?.exact ?? 0) > 0, rows: of.filter((row) => row.id !== null) },
    ]))
  }

  /** What matches as typed; when that is next to nothing, what may have been meant comes after it. */
  async function look(query: SearchQuery): Promise<Map<DocumentType, Found>> {
    const words = wordsOf(query.q)
    if (words.length === 0) return new Map()
    const as_typed = strictQuery(words, query.genre)
    const strict = await find(query.types, { ...query, keys: [keyOf(words)], query: as_typed })
    const total = strict.values().reduce((sum, found) => sum + found.total, 0)
    if (total >= (words.length > 2 ? 1 : enough) || strict.values().some((found) => found.exact)) return strict
    const { filedUnder: sought, parts } = lookup(words)
    const { rows } = await pool.query<{ word: string }>({ name: 'vocabulary', text: vocabularyStatement, values: [sought, parts] })
    const { meant, keys } = correct(words, rows.map((row) => row.word))
    const query_meant = relaxedQuery(words, meant, query.genre)
    const first = Math.max(0, query.offset - enough)
    const relaxed = await find(query.types, { keys, query: query_meant, limit: query.limit + enough, offset: first, except: as_typed })
    return new Map(query.types.map((type) => {
      const [before, after] = [strict.get(type), relaxed.get(type)]
      const held = before?.total ?? 0
      const from = Math.max(0, query.offset - held) - first
      const rest = after?.rows.slice(from, from + query.limit - (before?.rows.length ?? 0)) ?? []
      return [type, { total: held + (after?.total ?? 0), exact: false, rows: [...(before?.rows ?? []), ...rest] }]
    }))
  }

  return {
    async upsert(documents) {
      const latest = newest(documents)
      if (latest.length === 0) return
      const made = latest.map((document) => ({ document, ...indexed(document) }))
      const words = [...new Set(made.flatMap(({ vocabulary }) => vocabulary))].filter((word) => !knownWords.has(word)).sort()
      await pool.query({
        name: 'upsert',
        text: upsertStatement,
        values: [
          ...identity(latest),
          made.map(({ key }) => key),
          latest.map(({ title }) => title.toWellFormed().replaceAll('\0', '')),
          made.map(({ lexemes }) => lexemes.join(' ')),
          latest.map(({ card }) => JSON.stringify(card)),
          words,
          words.map((word) => filedUnder(word).join(' ')),
        ],
      })
      if (knownWords.size > rememberedWords) knownWords.clear()
      for (const word of words) knownWords.add(word)
      await tiers.wrote(latest.length)
    },
    async remove(documents) {
      const latest = newest(documents)
      if (latest.length > 0) await pool.query({ name: 'remove', text: removeStatement, values: identity(latest) })
    },
    async setPopularity(plays) {
      const last = [...new Map(plays.map((of) => [of.id, of.plays]))].sort(([a], [b]) => (a < b ? -1 : 1))
      if (last.length === 0) return
      await pool.query({ name: 'popularity', text: popularityStatement, values: [last.map(([id]) => id), last.map(([, count]) => count)] })
      await tiers.wrote(last.length)
    },
    async search(query) {
      const found = await look(query)
      return Object.fromEntries(query.types.map((type): [DocumentType, Hits] => {
        const { rows = [], total = 0 } = found.get(type) ?? {}
        return [type, { items: rows.flatMap(({ id, card }) => (id === null ? [] : [{ id, card }])), total }]
      }))
    },
    async suggest(q, limit) {
      const found = await look({ q, types, genre: null, limit, offset: 0 })
      const rows = [...found.values()].flatMap((of) => of.rows)
      const sorted = rows.sort((a, b) => Number(b.begins) - Number(a.begins))
      const suggestions = sorted.flatMap(({ type, id, title }) => (id === null ? [] : [{ type, id, text: title }]))
      return suggestions.slice(0, limit)
    },
    async ping() {
      await pool.query('select 1')
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
    },
  }
}

type Version = Pick<SearchDocument, 'type' | 'id' | 'version'>

/** The newest of each, always in the same order, so that two writers never wait for each other. */
function newest<D extends Version>(documents: readonly D[]): D[] {
  const latest = new Map<string, D>()
  for (const document of documents) {
    const key = `${document.id} ${document.type}`
    if ((latest.get(key)?.version ?? -1) < document.version) latest.set(key, document)
  }
  return [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document)
}

const identity = (of: readonly Version[]) => [of.map(({ type }) => type), of.map(({ id }) => id), of.map(({ version }) => version)]
