import { lettersOf } from './normalise.ts'

const prefix = 7

/** Typos that a word of this length may have: one, or two from eight letters on. */
export const typosIn = (word: string): number => (lettersOf(word).length >= 8 ? 2 : 1)

/** The word and what is left of it with one or two letters deleted, seen on its first seven letters. */
function withDeletions(word: string, deletions: number): string[] {
  let last = new Set([lettersOf(word).slice(0, prefix).join('')])
  const all = new Set(last)
  for (let n = 0; n < deletions; n++) {
    last = new Set([...last].flatMap((text) => lettersOf(text).map((_, at, letters) => letters.toSpliced(at, 1).join(''))))
    for (const text of last) if (text !== '') all.add(text)
  }
  return [...all]
}

/**
 * What a word of the vocabulary is filed under (symmetric deletion, as in SymSpell): a misspelling within `typosIn` of
 * it shares at least one of these with `soughtUnder(misspelling)`, the first letter being no exception.
 */
export const filedUnder = (word: string): string[] => withDeletions(word, typosIn(word))

/** What to look up for a word as typed. Six letters can be two short of eight. */
export const soughtUnder = (typed: string): string[] => withDeletions(typed, lettersOf(typed).length >= 6 ? 2 : 1)

/** Insertions, deletions, substitutions and swaps of neighbours between two words (optimal string alignment). */
export function distance(a: string, b: string): number {
  const [from, to] = [lettersOf(a), lettersOf(b)]
  let before: number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    before = above
    above = row
  }
  return above[to.length] ?? 0
}
