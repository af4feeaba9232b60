import type { Expression } from '../expression.ts'
import type { DocumentType } from '../search-index.ts'
import type { Sought } from '../reader.ts'

type Clause = Readonly<Record<string, unknown>>

/** An expression as a filter: nothing is scored by it. */
export function clause(expression: Expression): Clause {
  if ('word' in expression) return { term: { lexemes: expression.word } }
  if ('start' in expression) return { prefix: { lexemes: expression.start } }
  if ('all' in expression) return expression.all.length === 1 ? only(expression.all) : { bool: { filter: expression.all.map(clause) } }
  const words = expression.any.flatMap((of) => ('word' in of ? [of.word] : []))
  const rest = expression.any.filter((of) => !('word' in of)).map(clause)
  const any = words.length > 0 ? [{ terms: { lexemes: words } }, ...rest] : rest
  return any.length === 1 ? any[0] ?? {} : { bool: { should: any } }
}

const only = ([first]: readonly Expression[]): Clause => (first === undefined ? { match_none: {} } : clause(first))

/** Below this a total is exact. */
const counted = 1_000
/** The score of a title that is what was typed. */
export const exactly = 2

export function pageBody(type: DocumentType, sought: Sought, patience_ms: number): Clause {
  const { keys, limit, offset } = sought
  const place = [
    { constant_score: { filter: { terms: { key: keys } }, boost: exactly } },
    { constant_score: { filter: { prefix: { key: keys[0] } }, boost: 1 } },
  ]
  return {
    query: { bool: { ...matching(type, sought), should: { dis_max: { queries: place } } } },
    sort: [{ _score: 'desc' }, { popularity: 'desc' }, { id: 'asc' }],
    _source: ['id', 'title', 'card', 'popularity'],
    from: offset,
    size: limit,
    track_total_hits: Math.max(counted, offset + limit + 1),
    timeout: `${patience_ms}ms`,
  }
}

const matching = (type: DocumentType, { matches, except }: Sought): Clause => ({
  filter: [{ term: { type } }, clause(matches)],
  ...(except === undefined ? {} : { must_not: clause(except) }),
})

/** Whether a title is what was typed, asked where the first page, on which it would be, isn't. */
export const exactBody = (type: DocumentType, sought: Sought): Clause => {
  const { filter, ...rest } = matching(type, sought)
  return { query: { bool: { ...rest, filter: [filter, { terms: { key: sought.keys } }].flat() } }, size: 0, terminate_after: 1, track_total_hits: 1 }
}
