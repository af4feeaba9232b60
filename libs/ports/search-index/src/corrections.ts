import { keyOf, lettersOf } from './normalise.ts'
import { distance, soughtUnder, typosIn } from './spelling.ts'

const maxMeant = 60
const maxTitles = 200

/** With one letter anything could be meant. */
const correctable = (word: string): boolean => lettersOf(word).length > 1
const partOfAnother = (word: string): boolean => lettersOf(word).length > 2

/** What has to be looked up in the vocabulary for these words. */
export function lookup(words: readonly string[]): { readonly filedUnder: string[]; readonly parts: string[] } {
  const parts = words.filter(partOfAnother).map((word) => `%${word.replace(/[\\%_]/gu, '\\$&')}%`)
  return { filedUnder: [...new Set(words.filter(correctable).flatMap(soughtUnder))], parts }
}

export interface Corrections {
  /** Word as typed → words that may have been meant, the nearest first. */
  readonly meant: ReadonlyMap<string, readonly string[]>
  /** Keys of whole titles that may have been meant, as typed first. */
  readonly keys: readonly string[]
}

/** Judges the vocabulary's candidates: near enough, or the word is a part of them. */
export function correct(words: readonly string[], candidates: readonly string[]): Corrections {
  const near = new Map(words.map((word) => [word, correctable(word) ? nearest(word, candidates) : []]))
  const meant = words.map((word): [string, string[]] => {
    const holds = (candidate: string) => candidate.includes(word) && !candidate.startsWith(word)
    const parts = partOfAnother(word) ? candidates.filter(holds).sort((a, b) => a.length - b.length) : []
    return [word, [...new Set([...(near.get(word) ?? []), ...parts])].slice(0, maxMeant)]
  })
  const titles = [words, ...titlesMeant(words, near, new Set(candidates))]
  return { meant: new Map(meant), keys: [...new Set(titles.map(keyOf))] }
}

function nearest(word: string, candidates: readonly string[]): string[] {
  const longer = (candidate: string) => Math.abs(candidate.length - word.length)
  const likely = candidates.filter((candidate) => candidate !== word && longer(candidate) <= typosIn(candidate))
  const judged = likely.map((candidate) => ({ candidate, typos: distance(word, candidate) }))
  const close = judged.filter(({ candidate, typos }) => typos <= typosIn(candidate))
  const sorted = close.sort((a, b) => a.typos - b.typos || longer(a.candidate) - longer(b.candidate))
  return sorted.map(({ candidate }) => candidate).slice(0, maxMeant)
}

/** Words that nobody uses are corrected together, the likeliest ways first; where all are in use, any one of them. */
function titlesMeant(words: readonly string[], near: ReadonlyMap<string, readonly string[]>, known: ReadonlySet<string>): string[][] {
  const unknown = words.filter((word) => !known.has(word) && near.get(word)?.length)
  if (unknown.length === 0) return words.flatMap((word, at) => near.get(word)?.map((choice) => words.with(at, choice)) ?? [])
  let read = [{ title: [...words], doubt: 0 }]
  for (const word of new Set(unknown)) {
    const choices = near.get(word)?.slice(0, unknown.length > 1 ? maxMeant / 3 : maxMeant) ?? []
    const further = read.flatMap(({ title, doubt }) =>
      choices.map((choice, at) => ({ title: title.map((other) => (other === word ? choice : other)), doubt: doubt + at })))
    read = further.sort((a, b) => a.doubt - b.doubt).slice(0, maxTitles)
  }
  return read.map(({ title }) => title)
}
