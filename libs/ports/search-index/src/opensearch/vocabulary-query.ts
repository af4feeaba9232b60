import { lettersOf } from '../normalise.ts'

const most = 60
/** So many documents are looked through for the words that made them match, the best first. */
const lookedThrough = 500
const shortestPart = 3
/** Six letters can be two short of eight, the shortest word that may have two typos. */
const shortestForTwo = 6

const atLeast = (length: number) => (word: string) => lettersOf(word).length >= length
const escaped = (word: string): string => word.replace(/[^\p{L}\p{N}]/gu, '\\$&')
const wordsOfMatches = (terms: object) => ({
  some: { sampler: { shard_size: lookedThrough }, aggs: { words: { terms: { size: lookedThrough, execution_hint: 'map', ...terms } } } },
})

const oneTypo = (word: string) => ({
  text: word,
  term: {
    field: 'vocabulary',
    analyzer: 'keyword',
    max_edits: 1,
    prefix_length: 0,
    min_word_length: 1,
    size: most,
    shard_size: most,
    suggest_mode: 'always',
    max_term_freq: 1e9,
    accuracy: 0.01,
  },
})

/** The suggester takes the first letter for right when two others may be wrong, so these are found by what they match. */
const twoTypos = (word: string, timeout: string) => ({
  query: { fuzzy: { long_words: { value: word, fuzziness: 2, prefix_length: 0, max_expansions: most, rewrite: `top_terms_boost_${most}` } } },
  aggs: wordsOfMatches({ field: 'long_words' }),
  size: 0,
  track_total_hits: false,
  timeout,
})

const holding = (word: string) => ({
  filter: { prefix: { endings: word } },
  aggs: wordsOfMatches({ field: 'vocabulary', include: `.+${escaped(word)}.*`, size: most }),
})

const numbered = (queries: readonly object[], name: string) => Object.fromEntries(queries.map((query, at) => [`${name}_${at}`, query]))

/**
 * For each word: those a typo away, long ones two typos away, those that hold it, and whether it is one itself. What comes back is
 * judged by `correct`, as everywhere.
 */
export function vocabularyBodies(words: readonly string[], patience_ms: number): object[] {
  const unique = [...new Set(words)]
  const timeout = `${patience_ms}ms`
  const known = { filters: { filters: Object.fromEntries(unique.map((word) => [word, { term: { vocabulary: word } }])) } }
  const first = {
    size: 0,
    track_total_hits: false,
    timeout,
    suggest: numbered(unique.filter(atLeast(2)).map(oneTypo), 'near'),
    aggs: { known, ...numbered(unique.filter(atLeast(shortestPart)).map(holding), 'holding') },
  }
  return [first, ...unique.filter(atLeast(shortestForTwo)).map((word) => twoTypos(word, timeout))]
}

interface Words {
  readonly words: { readonly buckets: readonly { readonly key: string }[] }
}

export interface VocabularyAnswer {
  readonly timed_out: boolean
  readonly suggest?: Readonly<Record<string, readonly { readonly options: readonly { readonly text: string }[] }[]>>
  readonly aggregations: {
    readonly known?: { readonly buckets: Readonly<Record<string, { readonly doc_count: number }>> }
    readonly some?: Words
    readonly [holding: `holding_${number}`]: { readonly some: Words }
  }
}

export function wordsIn({ suggest = {}, aggregations: { known, some, ...holding } }: VocabularyAnswer): string[] {
  const spelt = Object.values(suggest).flat().flatMap(({ options }) => options.map(({ text }) => text))
  const matched = [some, ...Object.values(holding).map((of) => of.some)].flatMap((of) => of?.words.buckets.map(({ key }) => key) ?? [])
  const themselves = Object.entries(known?.buckets ?? {}).filter(([, { doc_count }]) => doc_count > 0).map(([word]) => word)
  return [...spelt, ...matched, ...themselves]
}
