import type pg from 'pg'
import type { SearchDocument, SearchIndex } from '../index.ts'
import { indexed } from '../lexemes.ts'
import { lastOf, newest } from '../newest.ts'
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
      const last = lastOf(plays)
      if (last.length === 0) return
      const values = [last.map(({ id }) => id), last.map((of) => of.plays), last.map(({ type }) => type ?? null)]
      await pool.query({ name: 'popularity', text: popularityStatement, values })
      await tiers.wrote(last.length)
    },
  }
}

type Version = Pick<SearchDocument, 'type' | 'id' | 'version'>

const identity = (of: readonly Version[]) => [of.map(({ type }) => type), of.map(({ id }) => id), of.map(({ version }) => version)]
