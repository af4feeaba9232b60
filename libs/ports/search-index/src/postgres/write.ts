import type pg from 'pg'
import type { Changes, IndexWriter, Popularity, Removal, SearchDocument } from '../search-index.ts'
import { indexed } from '../lexemes.ts'
import { lastOf, newest } from '../newest.ts'
import { filedUnder } from '../spelling.ts'
import { popularityStatement, removeStatement, upsertStatement } from './statements.ts'
import { tierKeeper } from './tiers.ts'

const rememberedWords = 200_000

/** The half of the adapter that writes, one statement a batch. */
export function writer(pool: pg.Pool): IndexWriter {
  const tiers = tierKeeper(pool)
  /** Words that the vocabulary surely has, as it never loses one. */
  const knownWords = new Set<string>()

  async function upsert(documents: readonly SearchDocument[]): Promise<void> {
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
  }
  async function remove(documents: readonly Removal[]): Promise<void> {
    const latest = newest(documents)
    if (latest.length > 0) await pool.query({ name: 'remove', text: removeStatement, values: identity(latest) })
  }
  async function setPopularity(plays: readonly Popularity[]): Promise<void> {
    const last = lastOf(plays)
    if (last.length === 0) return
    const values = [last.map(({ id }) => id), last.map((of) => of.plays), last.map(({ type }) => type ?? null)]
    await pool.query({ name: 'popularity', text: popularityStatement, values })
    await tiers.wrote(last.length)
  }
  async function write(changes: readonly Changes[]): Promise<void> {
    await upsert(changes.flatMap((of) => of.upserts ?? []))
    await remove(changes.flatMap((of) => of.removals ?? []))
    await setPopularity(changes.flatMap((of) => of.plays ?? []))
  }
  return { write, upsert, remove, setPopularity }
}

const identity = (of: readonly Removal[]) => [of.map(({ type }) => type), of.map(({ id }) => id), of.map(({ version }) => version)]
