import { randomUUIDv7 } from 'node:crypto'
import { generatedSongs } from '@segue/search-index/testing'
import type { MadeUpSong } from './made-up-songs.ts'

/** Songs without an end, in a vocabulary with accents that few words make up most of; the same in every run but for their ids. */
export function* plausibleSongs(): Generator<MadeUpSong, never> {
  for (let seed = 11; ; seed++) {
    for (const { document, plays } of generatedSongs(1_000_000, seed)) {
      yield { id: randomUUIDv7(), title: document.title, artist: document.by[0] ?? '', plays }
    }
  }
}
