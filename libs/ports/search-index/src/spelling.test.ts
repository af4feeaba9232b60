import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lettersOf } from './normalise.ts'
import { distance, filedUnder, soughtUnder, typosIn } from './spelling.ts'

test.for([
  ['punk', 'punk', 0], ['punk', 'pnuk', 1], ['punk', 'pun', 1], ['punk', 'puunk', 1], ['punk', 'funk', 1],
  ['motorhead', 'motrhaed', 2], ['', 'ab', 2], ['🎵a', '🎵b', 1],
] as const)(
  'from %s to %s it takes %i typos',
  ([a, b, typos]) => {
    expect(distance(a, b)).toBe(typos)
    expect(distance(b, a)).toBe(typos)
  },
)

/** One typo at a place, of a kind, with a letter. */
const typo = fc.record({
  at: fc.nat(40),
  kind: fc.constantFrom('insert', 'delete', 'replace', 'swap'),
  letter: fc.constantFrom('a', 'b', 'c', 'x'),
})

function mistype(word: string, { at, kind, letter }: { at: number; kind: string; letter: string }): string {
  const letters = lettersOf(word)
  const place = at % letters.length
  if (kind === 'insert') return letters.toSpliced(place, 0, letter).join('')
  if (kind === 'delete') return letters.toSpliced(place, 1).join('')
  if (kind === 'replace') return letters.toSpliced(place, 1, letter).join('')
  return letters.toSpliced(place, 2, ...letters.slice(place, place + 2).toReversed()).join('')
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'é'), minLength: 3, maxLength: 14 })

test('a word with a typo anywhere is looked up where the word is filed', () => {
  fc.assert(fc.property(word, typo, (meant, slip) => {
    const typed = mistype(meant, slip)
    expect(soughtUnder(typed).some((key) => filedUnder(meant).includes(key))).toBe(true)
  }), { numRuns: 2_000 })
})

test('so is a long word with two', () => {
  fc.assert(fc.property(word.filter((text) => typosIn(text) === 2), typo, typo, (meant, one, other) => {
    const typed = mistype(mistype(meant, one), other)
    expect(soughtUnder(typed).some((key) => filedUnder(meant).includes(key))).toBe(true)
  }), { numRuns: 2_000 })
})
