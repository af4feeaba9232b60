import type { SearchIndex } from '@segue/search-index'
import { madeUpSongs, type MadeUpSong } from './made-up-songs.ts'

const batch = 5_000
const told_every = 100_000

/** SEGUE_BENCH_SONGS, 10,000 without it. */
export function corpusSize(): number {
  const size = Number(process.env['SEGUE_BENCH_SONGS'] ?? 10_000)
  if (!Number.isInteger(size) || size < 10_000 || size > 1_000_000) throw new Error('SEGUE_BENCH_SONGS is a number from 10000 to 1000000')
  return size
}

/** Fills an index with made-up songs, the same in every run, and answers with them. */
export async function fillIndex(index: SearchIndex, say: (line: string) => void): Promise<readonly MadeUpSong[]> {
  const songs = madeUpSongs(corpusSize())
  say(`Indexing ${songs.length.toLocaleString('en')} songs …`)
  for (let at = 0; at < songs.length; at += batch) {
    const some = songs.slice(at, at + batch)
    await index.upsert(some.map(documentOf))
    await index.setPopularity(some.map(({ id, plays }) => ({ type: 'song', id, plays })))
    const done = at + some.length
    if (done % told_every === 0 && done < songs.length) say(`${done.toLocaleString('en')} are indexed`)
  }
  return songs
}

/** A song as the index takes it. */
export const documentOf = ({ id, title, artist }: MadeUpSong) => {
  const card = { id, title, artists: [{ id, name: artist }], album: null, duration_ms: 200_000, genre: 'bench', explicit: false, artwork_url: null, released_at: null }
  return { type: 'song' as const, id, version: 1, title, by: [artist], album: null, genres: ['bench'], card }
}

/** Half prefixes, half whole titles, each once: the service keeps an answer for two seconds. */
export function uniqueQueries(songs: readonly MadeUpSong[], count: number, random: () => number): string[] {
  const queries = new Set<string>()
  while (queries.size < count) {
    const { title = '' } = songs[Math.floor(random() * songs.length)] ?? {}
    queries.add(random() < 0.5 ? title : title.slice(0, 3 + Math.floor(random() * (title.length - 3))))
  }
  return [...queries]
}
