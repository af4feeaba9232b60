import { keyOf, lettersOf } from './normalise.ts'
import { distance, soughtUnder, typosIn } from './spelling.ts'

const maxMeant = 60
const maxKeys = 200

/** Below two letters anything could be meant. */
const correctable = (word: string): boolean => lettersOf(word).length > 1

/** What has to be looked up in the vocabulary for these words. */
export function lookup(words: readonly string[]): { readonly filedUnder: string[]; readonly parts: string[] } {
  const parts = words.filter((word) => lettersOf(word).length > 2).map((word) => `%${word.replace(/[\\%_]/gu, '\\$&')}%`)
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
    const parts = lettersOf(word).length > 2 ? candidates.filter(holds).sort((a, b) => a.length - b.length) : []
    return [word, [...new Set([...(near.get(word) ?? []), ...parts])].slice(0, maxMeant)]
  })
  return { meant: new Map(meant), keys: [...new Set(titles(words, near).map(keyOf))] }
}

/** The likeliest ways to read all the words, as typed first. */
function titles(words: readonly string[], near: ReadonlyMap<string, readonly string[]>): string[][] {
  let read: { words: string[]; changes: number }[] = [{ words: [], changes: 0 }]
  for (const word of words) {
    const choices = [word, ...(near.get(word) ?? [])]
    const longer = read.flatMap((before) =>
      choices.map((choice, at) => ({ words: [...before.words, choice], changes: before.changes + at })))
    read = longer.sort((a, b) => a.changes - b.changes).slice(0, maxKeys)
  }
  return read.map((of) => of.words)
}

function nearest(word: string, candidates: readonly string[]): string[] {
  const judged = candidates.map((candidate) => ({ candidate, typos: distance(word, candidate) }))
  const close = judged.filter(({ candidate, typos }) => typos > 0 && typos <= typosIn(candidate))
  const longer = (candidate: string) => Math.abs(candidate.length - word.length)
  const sorted = close.sort((a, b) => a.typos - b.typos || longer(a.candidate) - longer(b.candidate))
  return sorted.map(({ candidate }) => candidate).slice(0, maxMeant)
}
