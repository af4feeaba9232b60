import { rainCheck } from './pieces/rain-check.ts'
import type { Composition } from './synth/studio.ts'

export interface DemoSong {
  /** Names the song's files and never changes. */
  key: string
  title: string
  genre: string
  tags: string[]
  explicit: false
  composition: Composition
}

export interface DemoArtist {
  key: string
  name: string
  /** ISO 3166-1 alpha-2. */
  country: string
  bio: string
  genres: string[]
  album: string
  songs: DemoSong[]
}

/** The demonstration catalogue. The first song is the shortest, so that there is something to play within seconds. */
export const catalogue: DemoArtist[] = [
  {
    key: 'cafe-mobius',
    name: 'Café Möbius',
    country: 'DE',
    bio: 'A back room in Leipzig where the last tram is always just leaving. Keys, tape and a double bass; every tune ends where it began, one half-twist later.',
    genres: ['lo-fi', 'dub', 'bossa nova'],
    album: 'One-Sided Records',
    songs: [
      { key: 'rain-check', title: 'Rain Check, 4 a.m.', genre: 'lo-fi', tags: ['mellow', 'rain', 'night'], explicit: false, composition: rainCheck },
    ],
  },
]
