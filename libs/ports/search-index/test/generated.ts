import type { SearchDocument } from '../src/index.ts'
import { document, seeded } from './documents.ts'

const common = (
  'the of love you me my a in to i and on night is heart it for your all time be baby dont one day no girl man life blue down ' +
  'dance with way world like home back go let up come away dream summer rain fire light road moon sun star sky sweet little ' +
  'lonely forever never tonight song soul god good bad boy new old black white red gold river sea city street dark eyes ' +
  'feel feeling know want need gone over again live'
).split(' ')
const syllables = (
  'ba be bo ca ce co da de di do fa fi ga go ha he ho ja jo ka ki la le li lo lu ma me mi mo na ne ni no pa pe po ra re ri ro ' +
  'sa se si so ta te ti to va ve vi wa wi ya yo za zi ñu é ö án ü ø'
).split(' ')

/** Picks the first far more often than the last, as words and plays fall in the real world. */
function skewed(random: () => number, length: number, skew: number): () => number {
  let sum = 0
  const sums = Array.from({ length }, (_, at) => (sum += (at + 1.5) ** -skew))
  return () => {
    const value = random() * sum
    let [low, high] = [0, length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    return low
  }
}

export interface GeneratedSong {
  readonly document: SearchDocument
  readonly plays: number
}

/** Songs with made-up titles and artists, the same in every run. */
export function* generatedSongs(count: number, seed = 42): Generator<GeneratedSong> {
  const random = seeded(seed)
  const from = <T>(list: readonly T[], at = Math.floor(random() * list.length)): T => list[at] ?? from(list)
  const words = new Set(common)
  while (words.size < Math.min(60_000, 2_000 + count / 2)) {
    const word = Array.from({ length: 2 + Math.floor(random() * 3) }, () => from(syllables)).join('')
    words.add(word + (random() < 0.3 ? from(['n', 'r', 's', 't', 'l', 'k']) : ''))
  }
  const vocabulary = [...words]
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  const named = (most: number, pick: () => number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => capital(from(vocabulary, pick()))).join(' ')
  const [ofTitles, ofNames] = [skewed(random, vocabulary.length, 0.95), skewed(random, vocabulary.length, 0.6)]
  const artists = Array.from({ length: Math.ceil(count / 8) }, () => (random() < 0.18 ? 'The ' : '') + named(2.4, ofNames))
  const ofArtists = skewed(random, artists.length, 0.7)
  for (let at = 0; at < count; at++) {
    const [title, artist] = [named(4.5, ofTitles), from(artists, ofArtists())]
    const plays = Math.min(2e9, Math.floor(random() ** -1.1) * 10)
    const id = `song-${at}`
    const card = { id, title, artists: [{ id: 'a', name: artist }], duration_ms: 200_000, artwork_url: null, explicit: false, genre: 'Pop' }
    yield { plays, document: document({ type: 'song', id, title, by: [artist], album: named(2.4, ofTitles), genres: ['Pop'], card }) }
  }
}
