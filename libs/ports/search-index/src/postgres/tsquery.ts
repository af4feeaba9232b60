import { genreMark, joined } from '../lexemes.ts'
import { keyOf, lettersOf, withoutArticle } from '../normalise.ts'

const quoted = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
const any = (terms: readonly string[]): string => `(${terms.join(' | ')})`
const all = (terms: readonly string[]): string => `(${terms.join(' & ')})`
const filtered = (query: string, genre: string | null): string => (genre === null ? query : all([query, quoted(genreMark(genre))]))

/** Joined words are many: their beginnings are worth looking for only when few share them. */
const joinedPrefix = 5

const word = (text: string): string => any([quoted(text), quoted(joined([text]))])

function start(text: string): string {
  const together = quoted(joined([text]))
  return any([`${quoted(text)}:*`, lettersOf(text).length >= joinedPrefix ? `${together}:*` : together])
}

/** So many words begin with these that, after another word, they are taken for complete. */
const complete = new Set(['the', 'and', 'of'])

/** Every word, the last one as far as it is typed; or all of them as one word ("ac dc" for ACDC). */
export function strictQuery(typed: readonly string[], genre: string | null): string {
  const words = withoutArticle(typed)
  const underWay = (text: string, at: number) => at === words.length - 1 && !(at > 0 && complete.has(text))
  const each = all(words.map((text, at) => (underWay(text, at) ? start(text) : word(text))))
  return filtered(words.length > 1 ? any([each, start(keyOf(words))]) : each, genre)
}

const optional = new Set(['the', 'and', 'a', 'of'])

/**
 * Every word begun, corrected or contained in another, articles left out; or two neighbours as one word. `corrections`
 * holds, for each word, the words of the vocabulary that may have been meant.
 */
export function relaxedQuery(
  words: readonly string[],
  corrections: ReadonlyMap<string, readonly string[]>,
  genre: string | null,
): string {
  const needed = words.filter((text) => !optional.has(text))
  const begun = (text: string) => (lettersOf(text).length > 3 || text === words.at(-1) ? start(text) : word(text))
  const meant = (text: string) => any([begun(text), ...(corrections.get(text) ?? []).map(quoted)])
  const each = (needed.length > 0 ? needed : words).map(meant)
  const together = words.slice(1).map((text, at) => all(words.toSpliced(at, 2, (words[at] ?? '') + text).map(start)))
  return filtered(any([all(each), ...together]), genre)
}
