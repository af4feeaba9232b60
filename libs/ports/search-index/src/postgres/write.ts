import type pg from 'pg'
import type { SearchDocument, SearchIndex } from '../index.ts'
import { indexed } from '../lexemes.ts'
import { filedUnder } from '../spelling.ts'
import { popularityStatement, removeStatement, upsertStatement } from './statements.ts'
import { tierKeeper } from './tiers.ts'

const rememberedWords = 200_000

/** The half of the adapter that writes, one statement a batch. */
export function writer(pool: pg.Pool): Pick<SearchIndex, 'upsert' | 'remove' | 'setPopularity'> {
  const tiers = tierKeeper(pool)
  /** Words that the vocabulary surely has, as it never loses one. */
  const knownWords = new Set<string>()

  return {
    async upsert(documents) {
      const latest = newest(documents)
      if (latest.length === 0) return
      const made = latest.map(indexed)
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
      const last = [...new Map(plays.map((of) => [of.id, of.plays]))]
      if (last.length === 0) return
      await pool.query({ name: 'popularity', text: popularityStatement, values: [last.map(([id]) => id), last.map(([, count]) => count)] })
      await tiers.wrote(last.length)
    },
  }
}

type Version = Pick<SearchDocument, 'type' | 'id' | 'version'>

/** The newest of each, always in the same order, so that two writers never wait for each other in a circle. */
function newest<D extends Version>(documents: readonly D[]): D[] {
  const latest = new Map<string, D>()
  for (const document of documents) {
    const key = `${document.id} ${document.type}`
    const held = latest.get(key)
    if (held === undefined || held.version < document.version) latest.set(key, document)
  }
  return [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document)
}

const identity = (of: readonly Version[]) => [of.map(({ type }) => type), of.map(({ id }) => id), of.map(({ version }) => version)]
