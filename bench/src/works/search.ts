import { openSearchIndex } from '@segue/search-index'
import { startEmbeddedFleet } from '@segue/tools/platform'
import type { Figure } from '../figure.ts'
import { recallFigures } from '../measure/recall.ts'
import { askedDirectly, searchFigures } from '../measure/search-times.ts'
import { seeded } from '../run/made-up-songs.ts'
import { fillIndex, uniqueQueries } from '../run/search-corpus.ts'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const block = 100
const rounds = 6

/** The search service over HTTP beside its engine asked directly, one request at a time, no query twice; and what typos still find. */
export const search: Work = { title: 'search in PostgreSQL', measure }

async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  await using fleet = await startEmbeddedFleet({ dataDir: folder.path, names: ['user', 'search'] })
  await using engine = await openSearchIndex(fleet.environment['SEARCH_INDEX_URL'] ?? '')
  const songs = await fillIndex(engine, say)
  const random = seeded(7)
  const asked = uniqueQueries(songs, 2 * block * rounds, random)
  const { url } = fleet.member('search')
  const each = Array.from({ length: rounds }, () => ({ service: asked.splice(0, block), engine: asked.splice(0, block) }))
  return [
    ...(await searchFigures(url, each, [{ what: 'search, against the engine asked directly', goal: { most: 1.2 }, ask: askedDirectly(engine) }])),
    ...(await recallFigures(url, songs, random)),
  ]
}
