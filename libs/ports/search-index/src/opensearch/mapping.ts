/**
 * Grows with each change after which an index that is there can't be used any longer; such a one has to be rebuilt. Adding a field that
 * the queries can do without is none.
 */
export const mappingVersion = 1

const keyword = { type: 'keyword' } as const
/** Kept to be shown, never looked for. */
const shown = { type: 'keyword', index: false, doc_values: false } as const

/**
 * Words come normalised, so nothing is analysed. A document without a type is a tombstone. The card is text, so that it comes back
 * as it was given.
 */
const properties = {
  type: keyword,
  id: keyword,
  version: { type: 'long', index: false },
  popularity: { type: 'long' },
  key: keyword,
  lexemes: keyword,
  vocabulary: keyword,
  long_words: keyword,
  endings: keyword,
  title: shown,
  card: shown,
} as const

/** Every write refreshes what it wrote, so nothing has to be refreshed by the clock. */
const settings = { number_of_shards: 1, auto_expand_replicas: '0-1', refresh_interval: '-1', max_terms_count: 100_000 } as const

export const template = { settings: { index: settings }, mappings: { dynamic: 'strict', _meta: { segue_mapping: mappingVersion }, properties } } as const
