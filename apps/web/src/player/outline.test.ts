import { expect, test } from 'vitest'
import { normalise, resample } from './outline.ts'

test('each bar is as high as the loudest moment of its stretch', () => {
  expect(resample([0, 1, 0.2, 0.3, 0.9, 0.1], 3)).toEqual([1, 0.3, 0.9])
})

test('a short outline fills all bars, a missing one leaves them flat', () => {
  expect(resample([0.5, 1], 4)).toEqual([0.5, 0.5, 1, 1])
  expect(resample([], 3)).toEqual([0, 0, 0])
})

test('no peak is lost, whatever the number of bars', () => {
  const peaks = Array.from({ length: 997 }, (_, at) => (at === 613 ? 1 : 0.1))
  for (const bars of [1, 7, 140, 996]) expect(Math.max(...resample(peaks, bars))).toBe(1)
})

test('the loudest moment reaches the top, and silence stays silent', () => {
  expect(normalise([10, 20, 5])).toEqual([0.5, 1, 0.25])
  expect(normalise([0, 0])).toEqual([0, 0])
})
