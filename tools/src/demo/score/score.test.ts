import { expect, test } from 'vitest'
import { bassline, broken, progression, voiced } from './harmony.ts'
import { hits, line, sequence } from './notes.ts'
import { pitch } from './pitch.ts'

test('a melody is read with its rests, lengths and accents', () => {
  expect(line('C4:.5 -:1 | F#4:2!')).toEqual([
    { at: 0, beats: 0.5, pitch: 60, velocity: 0.75 },
    { at: 1.5, beats: 2, pitch: 66, velocity: 0.95 },
  ])
})

test('a typing error in a score is named', () => {
  expect(() => line('H4:1')).toThrow('"H4:1" is not a note of a melody')
  expect(() => progression('Cmajor')).toThrow('"Cmajor" is not a chord')
  expect(() => pitch('C')).toThrow('"C" is not a note')
})

test('a drum pattern counts in steps', () => {
  expect(hits('X..o').map(({ at, velocity }) => [at, velocity])).toEqual([[0, 1], [0.75, 0.4]])
})

test('voices move as little as they can from chord to chord', () => {
  const [first, second] = voiced(progression('C Am'), { centre: 'E4', voices: 3 })
  const moves = first?.pitches.map((each, i) => Math.abs(each - (second?.pitches[i] ?? 0))) ?? []
  expect(moves.reduce((sum, move) => sum + move, 0)).toBe(2)
})

test('a slash chord puts its bass under the hand', () => {
  expect(bassline(progression('C/E'), 'R:4', 'C2')).toMatchObject([{ pitch: pitch('E2'), beats: 4 }])
})

test('a broken chord goes on an octave higher past its top voice', () => {
  const chord = voiced(progression('C'), { centre: 'E4', voices: 3 })
  const [bottom, , , above] = broken(chord, '0 1 2 3', 1)
  expect((above?.pitch ?? 0) - (bottom?.pitch ?? 0)).toBe(12)
})

test('a sequence moves a motif by steps of its scale', () => {
  const major = [0, 2, 4, 5, 7, 9, 11]
  expect(sequence(1, major, line('C4 E4 G4')).map((note) => note.pitch)).toEqual(line('D4 F4 A4').map((note) => note.pitch))
})
