import { randomUUIDv7 } from 'node:crypto'
import { seeded, type MadeUpSong } from './made-up-songs.ts'

const common = (
  'the of love you me my in a to and night heart baby day girl man life blue down dance world home dream summer rain fire light ' +
  'moon sun star sky sweet song soul gold river city eyes'
).split(' ')
const syllables = (
  'ba be bo ca ce co da de di do fa fi ga go ha he ho ja jo ka ki la le li lo lu ma me mi mo na ne ni no pa pe po ra re ri ro ' +
  'sa se si so ta te ti to va ve vi wa wi ya yo za zi ñu é ö án ü ø ça'
).split(' ')
const endings = ['n', 'r', 's', 't', 'l', 'k', '', '', '', '', '', '']
const words = 60_000
const artists = 125_000

/** Picks the first far more often than the last: the nth about as often as 1 / n^skew (Zipf). */
function skewed(random: () => number, length: number, skew: number): () => number {
  let sum = 0
  const sums = Float64Array.from({ length }, (_, at) => (sum += (at + 1.5) ** -skew))
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

/** Songs without an end, in a vocabulary with accents that few words make up most of; the same in every run but for their ids. */
export function* plausibleSongs(): Generator<MadeUpSong, never> {
  const random = seeded(11)
  const from = (list: readonly string[], at = Math.floor(random() * list.length)) => list[at] ?? ''
  const vocabulary = new Set(common)
  while (vocabulary.size < words) vocabulary.add(Array.from({ length: 2 + Math.floor(random() * 3) }, () => from(syllables)).join('') + from(endings))
  const known = [...vocabulary]
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  const named = (most: number, pick: () => number) => Array.from({ length: 1 + Math.floor(random() * most) }, () => capital(from(known, pick()))).join(' ')
  const [ofTitles, ofNames] = [skewed(random, words, 0.95), skewed(random, words, 0.6)]
  const bands = Array.from({ length: artists }, () => (random() < 0.18 ? 'The ' : '') + named(2.4, ofNames))
  const ofBands = skewed(random, artists, 0.7)
  for (;;) yield { id: randomUUIDv7(), title: named(4.5, ofTitles), artist: from(bands, ofBands()), plays: Math.floor(random() ** -1.1) - 1 }
}
