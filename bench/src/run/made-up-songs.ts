import { randomUUIDv7 } from 'node:crypto'

export interface MadeUpSong {
  readonly id: string
  readonly title: string
  readonly artist: string
  readonly plays: number
}

const syllables = 'ba be bo ca ce co da de di do fa fi ga go ha he ho ja jo ka ki la le li lo lu ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to va ve vi wa wi ya yo za zi'.split(' ')
const common = 'the of love you me my in to night heart baby day girl man life blue down dance world home dream summer rain fire light moon sun star sky sweet song soul gold river city eyes'.split(' ')

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A made-up catalogue: one to four words a title, a few common words everywhere, few songs that are played a lot. Titles are the same in every run. */
export function madeUpSongs(count: number): readonly MadeUpSong[] {
  const random = seeded(42)
  const from = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const many = (most: number, make: () => string) => Array.from({ length: 1 + Math.floor(random() * most) }, make)
  const vocabulary = Array.from({ length: Math.min(60_000, 2_000 + count / 2) }, () => from(syllables) + many(3, () => from(syllables)).join(''))
  const word = () => (random() < 0.3 ? from(common) : from(vocabulary))
  const name = (words: readonly string[]) => words.map((text) => text.charAt(0).toUpperCase() + text.slice(1)).join(' ')
  const artists = Array.from({ length: Math.ceil(count / 8) }, () => name(many(2, word)))
  return Array.from({ length: count }, () => ({
    id: randomUUIDv7(),
    title: name([from(vocabulary), ...many(3, word)]),
    artist: from(artists),
    plays: Math.floor(random() ** -1.1),
  }))
}
