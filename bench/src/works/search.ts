import { openSearchIndex, type SearchIndex } from '@segue/search-index'
import type { Figure } from '../figure.ts'
import { load } from '../measure/load.ts'
import { quantile } from '../measure/median.ts'
import { madeUpSongs, seeded, type MadeUpSong } from '../run/made-up-songs.ts'
import { startEmbeddedFleet } from '@segue/tools/platform'
import { temporaryFolder } from '../run/temporary-folder.ts'
import type { Work } from '../work.ts'

const songs_in_index = 10_000
const block = 100
const rounds = 5
const misspelt = 200
const recall_goal = 0.95

/** The search service over HTTP beside its engine asked directly, one request at a time, no query twice; and what one typo still finds. */
export const search: Work = { title: `search among ${songs_in_index.toLocaleString('en')} songs`, measure }

async function measure(): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder()
  await using fleet = await startEmbeddedFleet({ dataDir: folder.path, names: ['user', 'search'] })
  await using engine = await openSearchIndex(fleet.environment['SEARCH_INDEX_URL'] ?? '')
  const songs = madeUpSongs(songs_in_index)
  for (let at = 0; at < songs.length; at += 500) await engine.upsert(songs.slice(at, at + 500).map(documentOf))
  await engine.setPopularity(songs.map(({ id, plays }) => ({ id, plays })))

  const random = seeded(7)
  const asked = uniqueQueries(songs, 2 * block * (rounds + 1), random)
  const ours: number[] = []
  const limit: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const [forService, forEngine] = [asked.splice(0, block), asked.splice(0, block)]
    const { times_ms } = await load({ url: fleet.member('search').url, headers: {}, connections: 1, asks: forService.map((q) => ({ target: targetOf(q) })) })
    const direct_ms = await askEngine(engine, forEngine)
    // The first round warms up.
    if (round === 0) continue
    ours.push(...times_ms)
    limit.push(...direct_ms)
  }
  const recall = await recallOf(fleet.member('search').url, songs, random)
  const at = (part: number) => ({ unit: 'ms', ours: quantile(ours, part), limit: quantile(limit, part), goal: { most: 1.2 } })
  return [
    { what: 'search, p50, against the engine asked directly', ...at(0.5) },
    { what: 'search, p99, against the engine asked directly', ...at(0.99) },
    { what: 'one typo: the song is among the first ten', unit: '', ours: recall, limit: 1, goal: { least: recall_goal } },
  ]
}

const documentOf = ({ id, title, artist }: MadeUpSong) => {
  const card = { id, title, artists: [{ id, name: artist }], album: null, duration_ms: 200_000, genre: 'bench', explicit: false, artwork_url: null, released_at: null }
  return { type: 'song' as const, id, version: 1, title, by: [artist], album: null, genres: ['bench'], card }
}

const targetOf = (q: string): string => `/v1/search?${new URLSearchParams({ q, type: 'song' })}`

/** Half prefixes, half whole titles, each once: the service keeps an answer for two seconds. */
function uniqueQueries(songs: readonly MadeUpSong[], count: number, random: () => number): string[] {
  const queries = new Set<string>()
  while (queries.size < count) {
    const { title = '' } = songs[Math.floor(random() * songs.length)] ?? {}
    queries.add(random() < 0.5 ? title : title.slice(0, 3 + Math.floor(random() * (title.length - 3))))
  }
  return [...queries]
}

async function askEngine(engine: SearchIndex, queries: readonly string[]): Promise<number[]> {
  const times_ms: number[] = []
  for (const q of queries) {
    const began = performance.now()
    await engine.search({ q, types: ['song'], genre: null, limit: 20, offset: 0 })
    times_ms.push(performance.now() - began)
  }
  return times_ms
}

interface Answer {
  readonly results: { readonly songs: { readonly items: readonly { readonly title: string }[] } }
}

async function recallOf(url: string, songs: readonly MadeUpSong[], random: () => number): Promise<number> {
  let found = 0
  for (let n = 0; n < misspelt; n++) {
    const { title = '' } = songs[Math.floor(random() * songs.length)] ?? {}
    const response = await fetch(`${url}${targetOf(mistyped(title, random))}&limit=10`)
    const { results }: Answer = await response.json()
    if (results.songs.items.some((item) => item.title === title)) found++
  }
  return found / misspelt
}

/** One letter of the longest word is another one, missing, doubled or swapped with the next. */
function mistyped(title: string, random: () => number): string {
  const words = title.toLowerCase().split(' ')
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '')
  const letters = Array.from(longest)
  const at = Math.floor(random() * (letters.length - 1))
  const [letter = '', next = ''] = letters.slice(at, at + 2)
  const slips = [letters.toSpliced(at, 1, 'x'), letters.toSpliced(at, 1), letters.toSpliced(at, 0, letter), letters.toSpliced(at, 2, next, letter)]
  return words.with(words.indexOf(longest), (slips[Math.floor(random() * slips.length)] ?? letters).join('')).join(' ')
}
