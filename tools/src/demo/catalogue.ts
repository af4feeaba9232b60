import type { Canvas } from './art/canvas.ts'
import { orangerieCover, peripheriqueCover, pixelPatissierCover } from './art/covers/boulevard-ampere.ts'
import { lowerDeckDubCover, rainCheckCover, saudadeCover } from './art/covers/cafe-mobius.ts'
import { avenVinternCover, paperLighthouseCover, watchmakersStairsCover } from './art/covers/kvallsljus.ts'
import { beforeTheFerryCover, levadaCover, tresMacasCover } from './art/covers/os-tres-ventos.ts'
import { avenVintern } from './pieces/aven-vintern.ts'
import { beforeTheFerry } from './pieces/before-the-ferry.ts'
import { levada } from './pieces/levada.ts'
import { lowerDeckDub } from './pieces/lower-deck-dub.ts'
import { orangerie } from './pieces/orangerie.ts'
import { paperLighthouse } from './pieces/paper-lighthouse.ts'
import { peripherique } from './pieces/peripherique.ts'
import { pixelPatissier } from './pieces/pixel-patissier.ts'
import { rainCheck } from './pieces/rain-check.ts'
import { saudade } from './pieces/saudade.ts'
import { tresMacas } from './pieces/tres-macas.ts'
import { watchmakersStairs } from './pieces/watchmakers-stairs.ts'
import type { Composition } from './synth/studio.ts'

export interface DemoSong {
  /** Names the song's files and never changes. */
  key: string
  title: string
  genre: string
  tags: string[]
  explicit: false
  composition: Composition
  /** Draws the cover, related to the artist's others by its palette. */
  cover: (picture: Canvas) => void
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
    bio: 'A back room in Leipzig. Keys, tape and a double bass; every tune ends where it began, one half-twist later.',
    genres: ['lo-fi', 'dub', 'bossa nova'],
    album: 'One-Sided Records',
    songs: [
      {
        key: 'rain-check',
        title: 'Rain Check, 4 a.m.',
        genre: 'lo-fi',
        tags: ['mellow', 'rain', 'night'],
        explicit: false,
        composition: rainCheck,
        cover: rainCheckCover,
      },
      {
        key: 'lower-deck-dub',
        title: 'Lower Deck Dub',
        genre: 'dub',
        tags: ['deep', 'echo', 'slow'],
        explicit: false,
        composition: lowerDeckDub,
        cover: lowerDeckDubCover,
      },
      {
        key: 'saudade',
        title: 'Saudade at the Laundromat',
        genre: 'bossa nova',
        tags: ['warm', 'flute', 'guitar'],
        explicit: false,
        composition: saudade,
        cover: saudadeCover,
      },
    ],
  },
  {
    key: 'boulevard-ampere',
    name: 'Boulevard Ampère',
    country: 'FR',
    bio: 'Two cousins from Lyon and a van full of synthesisers. They play after midnight and always bring pastries.',
    genres: ['synthwave', 'house', 'chiptune'],
    album: 'Nuit blanche, 220 V',
    songs: [
      {
        key: 'peripherique',
        title: 'Périphérique, 2 h 47',
        genre: 'synthwave',
        tags: ['night', 'drive', 'retro'],
        explicit: false,
        composition: peripherique,
        cover: peripheriqueCover,
      },
      {
        key: 'orangerie',
        title: 'L’Orangerie d’été',
        genre: 'house',
        tags: ['dance', 'summer', 'marimba'],
        explicit: false,
        composition: orangerie,
        cover: orangerieCover,
      },
      {
        key: 'pixel-patissier',
        title: 'Pixel Pâtissier',
        genre: 'chiptune',
        tags: ['8-bit', 'fast', 'cheerful'],
        explicit: false,
        composition: pixelPatissier,
        cover: pixelPatissierCover,
      },
    ],
  },
  {
    key: 'kvallsljus',
    name: 'Kvällsljus',
    country: 'SE',
    bio: 'Evening light, in Swedish. Piano, mallets and strings from a house above Umeå, written between leaf fall and thaw.',
    genres: ['classical', 'minimal', 'soundtrack'],
    album: 'Rooms with Snow Outside',
    songs: [
      {
        key: 'paper-lighthouse',
        title: 'Waltz for a Paper Lighthouse',
        genre: 'classical',
        tags: ['piano', 'waltz', 'tender'],
        explicit: false,
        composition: paperLighthouse,
        cover: paperLighthouseCover,
      },
      {
        key: 'watchmakers-stairs',
        title: 'The Watchmaker’s Stairs',
        genre: 'minimal',
        tags: ['marimba', 'patterns', 'focus'],
        explicit: false,
        composition: watchmakersStairs,
        cover: watchmakersStairsCover,
      },
      {
        key: 'aven-vintern',
        title: 'Även vintern sjunger',
        genre: 'soundtrack',
        tags: ['strings', 'epic', 'winter'],
        explicit: false,
        composition: avenVintern,
        cover: avenVinternCover,
      },
    ],
  },
  {
    key: 'os-tres-ventos',
    name: 'Os Três Ventos',
    country: 'PT',
    bio: 'Three friends from Funchal, named after the winds that keep them ashore. Plucked strings, thumb pianos and the sea.',
    genres: ['folk', 'ambient', 'world'],
    album: 'Atlas das Marés',
    songs: [
      {
        key: 'tres-macas',
        title: 'Três Maçãs',
        genre: 'folk',
        tags: ['dance', 'mandolin', 'bright'],
        explicit: false,
        composition: tresMacas,
        cover: tresMacasCover,
      },
      {
        key: 'levada',
        title: 'Levada',
        genre: 'world',
        tags: ['kalimba', 'walking', 'seven-eight'],
        explicit: false,
        composition: levada,
        cover: levadaCover,
      },
      {
        key: 'before-the-ferry',
        title: 'Before the Ferry Wakes',
        genre: 'ambient',
        tags: ['calm', 'sea', 'sleep'],
        explicit: false,
        composition: beforeTheFerry,
        cover: beforeTheFerryCover,
      },
    ],
  },
]
