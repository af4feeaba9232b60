import type { SearchDocument } from './search-index.ts'
import { keyOf, lettersOf, wordsOf } from './normalise.ts'

/** Marks words written as one ("=daftpunk"), kept apart so that a prefix of a word doesn't walk through them. */
export const joined = (words: readonly string[]): string => `=${lettersOf(words.join('')).slice(0, 64).join('')}`

/** Marks a whole genre, for the filter. */
export const genreMark = (genre: string): string => `#${keyOf(wordsOf(genre))}`

/** Each pair of neighbours as one word, and all of them as one. */
function joinedWords(words: readonly string[]): string[] {
  const pairs = words.slice(1).map((word, at) => joined([words[at] ?? '', word]))
  return words.length > 2 ? [...pairs, joined(words), `=${keyOf(words)}`] : pairs
}

export interface Indexed {
  readonly key: string
  /** Everything that finds the document. */
  readonly lexemes: readonly string[]
  /** Those of them that a misspelt word may have meant. */
  readonly vocabulary: readonly string[]
}

/** What a document is found by. */
export function indexed(document: SearchDocument): Indexed {
  const title = wordsOf(document.title)
  const names = [title, ...document.by.map(wordsOf), ...(document.album === null ? [] : [wordsOf(document.album)])]
  const vocabulary = new Set([...names, ...document.genres.map(wordsOf)].flat())
  const lexemes = new Set([...vocabulary, ...names.flatMap(joinedWords), ...document.genres.map(genreMark)])
  return { key: keyOf(title), lexemes: [...lexemes], vocabulary: [...vocabulary].filter((word) => word.length > 1) }
}
