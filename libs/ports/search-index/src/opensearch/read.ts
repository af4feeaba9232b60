import type { Client } from '@opensearch-project/opensearch'
import type { DocumentType } from '../search-index.ts'
import type { Engine, Found, Row } from '../reader.ts'
import { answerOf, isBusy, OutOfReach } from './answers.ts'
import type { Place } from './place.ts'
import { exactBody, exactly, pageBody } from './query.ts'
import { vocabularyBodies, wordsIn, type VocabularyAnswer } from './vocabulary-query.ts'

/** The engine gives up first, so that it stops working too. */
const engine_ms = 1_500
const patience_ms = 1_900

interface Hit {
  readonly _score: number
  readonly _source: Omit<Row, 'type' | 'card'> & { readonly card: string }
}

interface Page {
  readonly timed_out: boolean
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly Hit[] }
}

interface Refusal {
  readonly error: { readonly type: string; readonly reason: string }
  readonly status: number
}

/** OpenSearch's answers, a request each. */
export const openSearchEngine = (client: Client, { alias }: Place): Engine => ({
  async find(types, sought) {
    const isFirst = sought.offset === 0
    const bodies = types.flatMap((type) => [pageBody(type, sought, engine_ms), ...(isFirst ? [] : [exactBody(type, sought)])])
    const pages = await ask<Page>(client, alias, bodies)
    return new Map(types.map((type, at) => (isFirst ? [type, foundIn(type, pages[at])] : [type, foundIn(type, pages[2 * at], pages[2 * at + 1])])))
  },
  async vocabulary(words) {
    const answers = await ask<VocabularyAnswer>(client, alias, vocabularyBodies(words, engine_ms))
    return [...new Set(answers.flatMap(wordsIn))]
  },
})

/** One answer for each body, in their order. */
async function ask<A extends { readonly timed_out: boolean }>(client: Client, alias: string, bodies: readonly object[], isSecond = false): Promise<A[]> {
  const bulkBody = bodies.flatMap((body) => [{ index: alias, allow_partial_search_results: false }, body])
  const call = () => client.transport.request({ method: 'POST', path: '/_msearch', bulkBody }, { requestTimeout: patience_ms })
  const { responses }: { readonly responses: readonly (A | Refusal)[] } = await answerOf(call)
  const isGone = responses.some((answer) => 'error' in answer && answer.status === 404)
  // The index was swapped for another between two looks at the alias.
  if (isGone && !isSecond) return ask(client, alias, bodies, true)
  return responses.map(accepted)
}

function accepted<A extends { readonly timed_out: boolean }>(answer: A | Refusal): A {
  if ('error' in answer) {
    const { status, error: { type, reason } } = answer
    const message = `OpenSearch did not search: ${type}: ${reason}`
    throw status === 404 || isBusy(status) ? new OutOfReach(message) : new Error(message)
  }
  if (answer.timed_out) throw new OutOfReach('OpenSearch took too long to search')
  return answer
}

function foundIn(type: DocumentType, page: Page | undefined, exact?: Page): Found {
  const hits = page?.hits.hits ?? []
  const isExact = exact === undefined ? (hits[0]?._score ?? 0) >= exactly : exact.hits.total.value > 0
  const rows = hits.map(({ _source: { card, ...row } }): Row => ({ ...row, type, card: JSON.parse(card) }))
  return { total: page?.hits.total.value ?? 0, exact: isExact, rows }
}
