import type { Figure } from '../figure.ts'
import type { MadeUpSong } from '../run/made-up-songs.ts'

const asked = 200
/** A shorter word may have one typo; that is what the index promises. */
const shortestForTwo = 8

interface Answer {
  readonly results: { readonly songs: { readonly items: readonly { readonly title: string }[] } }
}

export const searchTarget = (q: string): string => `/v1/search?${new URLSearchParams({ q, type: 'song' })}`

/** The share of songs that are among the first ten although their longest word was mistyped; twice only where it is long. */
export async function recallFigures(url: string, songs: readonly MadeUpSong[], random: () => number): Promise<readonly Figure[]> {
  const found = { unit: '', limit: 1, goal: { least: 0.95 } }
  return [
    { what: '  … one typo: the song is among the first ten', ...found, ours: await recall(url, songs, 1, random) },
    { what: '  … two typos in a long word', ...found, ours: await recall(url, songs, 2, random) },
  ]
}

async function recall(url: string, songs: readonly MadeUpSong[], typos: 1 | 2, random: () => number): Promise<number> {
  const titles = songs.map(({ title }) => title).filter((title) => typos === 1 || longestOf(title).length >= shortestForTwo)
  let found = 0
  for (let n = 0; n < asked; n++) {
    const title = titles[Math.floor(random() * titles.length)] ?? ''
    const longest = longestOf(title)
    const typed = typos === 1 ? mistyped(longest, random) : mistyped(mistyped(longest, random), random)
    const response = await fetch(`${url}${searchTarget(title.toLowerCase().replace(longest, typed))}&limit=10`)
    const { results }: Answer = await response.json()
    if (results.songs.items.some((item) => item.title === title)) found++
  }
  return found / asked
}

const longestOf = (title: string): string => title.toLowerCase().split(' ').reduce((best, word) => (word.length > best.length ? word : best), '')

/** One letter is another one, missing, doubled or swapped with the next. */
function mistyped(word: string, random: () => number): string {
  const letters = Array.from(word)
  const at = Math.floor(random() * (letters.length - 1))
  const [letter = '', next = ''] = letters.slice(at, at + 2)
  const slips = [letters.toSpliced(at, 1, 'x'), letters.toSpliced(at, 1), letters.toSpliced(at, 0, letter), letters.toSpliced(at, 2, next, letter)]
  return (slips[Math.floor(random() * slips.length)] ?? letters).join('')
}
