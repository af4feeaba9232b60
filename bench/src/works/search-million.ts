import { join } from 'node:path'
import { startOpenSearch } from '@segue/native'
import { rebuildSearchIndex } from '@segue/search-index'
import { startEmbeddedFleet } from '@segue/tools/platform'
import type { Figure } from '../figure.ts'
import { forget, openRecordedSearch } from '../limits/recorded-search.ts'
import { recallFigures } from '../measure/recall.ts'
import { searchFigures } from '../measure/search-times.ts'
import { missingPart } from '../run/missing-part.ts'
import { seeded, type MadeUpSong } from '../run/made-up-songs.ts'
import { plausibleSongs } from '../run/plausible-songs.ts'
import { documentOf, uniqueQueries } from '../run/search-corpus.ts'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const sizes = [10_000, 100_000, 1_000_000]
const block = 100
const rounds = 6
const batch = 500
const batchesAtOnce = 2
const asked_of = 20_000
const fill_within_ms = 600_000
const tries = 10

/** The search service on OpenSearch among more and more songs, beside the same requests to OpenSearch itself; and what typos still find. */
export const searchMillion: Work = { title: 'search among a million songs in OpenSearch', isExtra: true, skipped: () => missingPart('OpenSearch'), measure }

async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  await using openSearch = await startOpenSearch({ folder: join(folder.path, 'opensearch'), onProgress: say })
  await using fleet = await startEmbeddedFleet({ dataDir: folder.path, names: ['user', 'search'], extra: { SEARCH_INDEX_URL: openSearch.url } })
  await using engine = await openRecordedSearch(openSearch.url)
  const { url } = fleet.member('search')
  const askEngine = async (queries: readonly string[]) => {
    const times_ms = await engine.ask(queries)
    await forget(openSearch.url)
    return times_ms
  }
  const figures: Figure[] = []
  let smallest: readonly Figure[] = []
  for (const size of sizes) {
    const { songs, count } = await fill(openSearch.url, size, say)
    const random = seeded(7)
    const asked = uniqueQueries(songs, block * rounds, random)
    const each = Array.from({ length: rounds }, () => asked.splice(0, block)).map((queries) => ({ service: queries, engine: queries }))
    const what = `search among ${count.toLocaleString('en')} songs, against OpenSearch itself`
    const times = await searchFigures(url, each, [{ what, goal: { most: 1.2 }, ask: askEngine }])
    if (smallest.length === 0) smallest = times
    const growth = times.map(({ ours, unit }, at): Figure => ({ what: `  … ${at === 0 ? 'p50' : 'p99'} against that among 10,000`, unit, ours, limit: smallest[at]?.ours ?? Number.NaN, goal: null }))
    figures.push(...times, ...growth, ...(await recallFigures(url, songs, random)))
  }
  return figures
}

/** A busy machine's OpenSearch now and then takes longer than a writer waits; what was written may be written again. */
async function again(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === tries) throw error
    }
  }
}

/** Builds the index anew with the first so many songs, as many as the time allows; answers with some of them. */
async function fill(openSearchUrl: string, size: number, say: (line: string) => void): Promise<{ readonly songs: readonly MadeUpSong[]; readonly count: number }> {
  await using index = await rebuildSearchIndex(openSearchUrl)
  const all = plausibleSongs()
  const songs: MadeUpSong[] = []
  const began = performance.now()
  const elapsed_ms = () => performance.now() - began
  let count = 0
  const write = async () => {
    while (count < size && elapsed_ms() < fill_within_ms) {
      const some = Array.from({ length: Math.min(batch, size - count) }, () => all.next().value)
      count += some.length
      songs.push(...some.filter((_, at) => at % Math.ceil(size / asked_of) === 0))
      const played = some.filter(({ plays }) => plays > 0)
      await again(() => index.write([{ upserts: some.map(documentOf), plays: played.map(({ id, plays }) => ({ type: 'song', id, plays })) }]))
      if (count % 100_000 === 0 && count < size) say(`${count.toLocaleString('en')} are indexed`)
    }
  }
  await Promise.all(Array.from({ length: batchesAtOnce }, write))
  await index.finish()
  say(`${count.toLocaleString('en')} songs indexed, ${Math.round(count / (elapsed_ms() / 1000)).toLocaleString('en')} a second`)
  return { songs, count }
}
