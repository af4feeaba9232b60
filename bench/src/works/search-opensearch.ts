import { join } from 'node:path'
import { startOpenSearch } from '@segue/native'
import { openSearchIndex } from '@segue/search-index'
import { startEmbeddedFleet } from '@segue/tools/platform'
import type { Figure } from '../figure.ts'
import { forget, openRecordedSearch } from '../limits/recorded-search.ts'
import { recallFigures } from '../measure/recall.ts'
import { askedDirectly, searchFigures, type Asked } from '../measure/search-times.ts'
import { missingPart } from '../run/missing-part.ts'
import { seeded } from '../run/made-up-songs.ts'
import { fillIndex, uniqueQueries } from '../run/search-corpus.ts'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const block = 100
const rounds = 6

/** The search service on OpenSearch beside the same requests to OpenSearch itself; and what typos still find. */
export const searchOpenSearch: Work = { title: 'search in OpenSearch', skipped: () => missingPart('OpenSearch'), measure }

async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  await using openSearch = await startOpenSearch({ folder: join(folder.path, 'opensearch'), onProgress: say })
  await using fleet = await startEmbeddedFleet({ dataDir: folder.path, names: ['user', 'search'], extra: { SEARCH_INDEX_URL: openSearch.url } })
  const songs = await fill(openSearch.url, say)
  await using engine = await openRecordedSearch(openSearch.url)
  await using index = await openSearchIndex(openSearch.url)
  const { url } = fleet.member('search')
  const random = seeded(7)
  const asked = uniqueQueries(songs, block * rounds, random)
  const each = Array.from({ length: rounds }, () => asked.splice(0, block)).map((queries) => ({ service: queries, engine: queries }))
  const forgetting = (ask: Asked['ask']): Asked['ask'] => async (queries) => {
    const times_ms = await ask(queries)
    await forget(openSearch.url)
    return times_ms
  }
  return [
    ...(await searchFigures(url, each, [
      { what: 'search in OpenSearch, against OpenSearch itself', goal: { most: 1.2 }, ask: forgetting(engine.ask) },
      { what: '  … against the index asked in one process', goal: null, ask: forgetting(askedDirectly(index)) },
    ])),
    ...(await recallFigures(url, songs, random)),
  ]
}

async function fill(openSearchUrl: string, say: (line: string) => void) {
  await using index = await openSearchIndex(openSearchUrl)
  return await fillIndex(index, say)
}
