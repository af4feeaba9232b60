import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SearchIndex } from '../src/index.ts'
import { describeAdapters, emptyIndex } from './adapters.ts'
import { seeded } from './documents.ts'
import { generatedSongs, type GeneratedSong } from './generated.ts'

const asked = 300
const atOnce = 6
const goal = 0.95

/** One insertion, deletion, substitution or swap anywhere in the word, the first letter included. */
function mistyped(word: string, random: () => number): string {
  const letters = Array.from(word)
  const at = Math.floor(random() * (letters.length - 1))
  const letter = 'abcdefghijklmnopqrstuvwxyz'.charAt(Math.floor(random() * 26))
  const kinds = [
    () => letters.toSpliced(at, 0, letter),
    () => letters.toSpliced(at, 1),
    () => letters.toSpliced(at, 1, letter),
    () => letters.toSpliced(at, 2, ...letters.slice(at, at + 2).toReversed()),
  ]
  return (kinds[Math.floor(random() * kinds.length)] ?? (() => letters))().join('')
}

/** A slip in the first word with a certain number of letters; null for a title without one. */
function slip(title: string, shortest: number, slips: number, random: () => number): string | null {
  const words = title.toLowerCase().split(' ')
  const at = words.findIndex((word) => word.length >= shortest)
  let word = words[at]
  if (word === undefined) return null
  for (let n = 0; n < slips; n++) word = mistyped(word, random)
  return words.with(at, word).join(' ')
}

function reversed(title: string): string | null {
  const words = title.split(' ')
  return words.length > 1 ? words.toReversed().join(' ') : null
}

const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ø', 'o').replaceAll('Ø', 'O')

describeAdapters('among 3,000 songs the $name index finds in the first ten', ({ place }) => {
  const songs = [...generatedSongs(3_000)]
  let index: SearchIndex

  beforeAll(async () => {
    index = await emptyIndex(place)
    for (let at = 0; at < songs.length; at += 500) await index.upsert(songs.slice(at, at + 500).map(({ document }) => document))
    await index.setPopularity(songs.map(({ document, plays }) => ({ id: document.id, plays })))
  })
  afterAll(() => index[Symbol.asyncDispose]())

  const ways: readonly { readonly way: string; readonly typed: (song: GeneratedSong, random: () => number) => string | null }[] = [
    { way: 'one typo', typed: ({ document }, random) => slip(document.title, 4, 1, random) },
    { way: 'two typos in a long word', typed: ({ document }, random) => slip(document.title, 8, 2, random) },
    {
      way: 'missing accents',
      typed: ({ document }) => (withoutAccents(document.title) === document.title ? null : withoutAccents(document.title)),
    },
    { way: 'missing spaces', typed: ({ document }) => (document.title.includes(' ') ? document.title.replaceAll(' ', '') : null) },
    { way: 'another order of words', typed: ({ document }) => reversed(document.title) },
    { way: 'title and artist', typed: ({ document }) => `${document.title} ${document.by[0]?.split(' ').at(-1)}` },
  ]

  test.for(ways)('at least 95 % by $way', async ({ typed }) => {
    const random = seeded(7)
    const queries = songs.flatMap((song) => {
      const q = typed(song, random)
      return q === null ? [] : [{ q, title: song.document.title }]
    }).slice(0, asked)
    expect(queries.length).toBeGreaterThan(100)
    let found = 0
    const next = queries.values()
    await Promise.all(Array.from({ length: atOnce }, async () => {
      for (const { q, title } of next) {
        const { song } = await index.search({ q, types: ['song'], genre: null, limit: 10, offset: 0 })
        if (song?.items.some(({ card }) => card.title === title)) found++
      }
    }))
    expect(found / queries.length).toBeGreaterThanOrEqual(goal)
  })
})
