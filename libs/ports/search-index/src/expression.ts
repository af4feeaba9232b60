import { genreMark, joined } from './lexemes.ts'
import { keyOf, lettersOf, withoutArticle } from './normalise.ts'

/** What a document's lexemes must satisfy; each adapter says it in its engine's language. */
export type Expression =
  | { readonly word: string }
  /** Any lexeme that begins so. */
  | { readonly start: string }
  | { readonly any: readonly Expression[] }
  | { readonly all: readonly Expression[] }

const filtered = (query: Expression, genre: string | null): Expression =>
  genre === null ? query : { all: [query, { word: genreMark(genre) }] }

/** Joined words are many: their beginnings are worth looking for only when few share them. */
const joinedPrefix = 5

const word = (text: string): Expression => ({ any: [{ word: text }, { word: joined([text]) }] })

function start(text: string): Expression {
  const together = joined([text])
  return { any: [{ start: text }, lettersOf(text).length >= joinedPrefix ? { start: together } : { word: together }] }
}

/** So many words begin with these that, after another word, they are taken for complete. */
const complete = new Set(['the', 'and', 'of'])

/** Every word, the last one as far as it is typed; or all of them as one word ("ac dc" for ACDC). */
export function asTyped(typed: readonly string[], genre: string | null): Expression {
  const words = withoutArticle(typed)
  const underWay = (text: string, at: number) => at === words.length - 1 && !(at > 0 && complete.has(text))
  const each: Expression = { all: words.map((text, at) => (underWay(text, at) ? start(text) : word(text))) }
  return filtered(words.length > 1 ? { any: [each, start(keyOf(words))] } : each, genre)
}

const optional = new Set(['the', 'and', 'a', 'of'])

/**
 * Every word begun, corrected or contained in another, articles left out; or two neighbours as one word. `corrections`
 * holds, for each word, the words of the vocabulary that may have been meant.
 */
export function asMeant(words: readonly string[], corrections: ReadonlyMap<string, readonly string[]>, genre: string | null): Expression {
  const needed = words.filter((text) => !optional.has(text))
  const begun = (text: string) => (lettersOf(text).length > 3 || text === words.at(-1) ? start(text) : word(text))
  const meant = (text: string): Expression => ({ any: [begun(text), ...(corrections.get(text) ?? []).map((candidate) => ({ word: candidate }))] })
  const each = (needed.length > 0 ? needed : words).map(meant)
  const together = words.slice(1).map((text, at): Expression => ({ all: words.toSpliced(at, 2, (words[at] ?? '') + text).map(start) }))
  return filtered({ any: [{ all: each }, ...together] }, genre)
}
