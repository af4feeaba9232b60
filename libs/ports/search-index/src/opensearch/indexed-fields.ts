import type { SearchDocument } from '../search-index.ts'
import { indexed } from '../lexemes.ts'
import { lettersOf } from '../normalise.ts'
import { typosIn } from '../spelling.ts'

const shortestPart = 3

/** What of a word is found when its first letters are missing. */
function endingsOf(word: string): string[] {
  const letters = lettersOf(word)
  return letters.slice(1, Math.max(1, letters.length - shortestPart + 1)).map((_, at) => letters.slice(at + 1).join(''))
}

/** A document as it is stored, but for its popularity, which only `setPopularity` knows. */
export function indexedFields(document: SearchDocument) {
  const { type, id, version, title, card } = document
  const { key, lexemes, vocabulary } = indexed(document)
  return {
    type,
    id,
    version,
    key,
    lexemes,
    vocabulary,
    long_words: vocabulary.filter((word) => typosIn(word) > 1),
    endings: [...new Set(vocabulary.flatMap(endingsOf))],
    title: title.toWellFormed(),
    card: JSON.stringify(card),
  }
}
