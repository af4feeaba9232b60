import { expect, test } from 'vitest'
import { peakBandwidth, targetDuration } from './package-cmaf.ts'

test('the target duration is the longest segment, rounded to the nearest second', () => {
  expect(targetDuration([{ duration_s: 1 }, { duration_s: 6.49 }])).toBe(6)
  expect(targetDuration([{ duration_s: 0.4 }])).toBe(1)
})

test('the peak is that of runs of segments from half to one and a half target durations, so that a short loud start does not count alone', () => {
  const segments = [{ duration_s: 1, bytes: 90_000 }, { duration_s: 5, bytes: 60_000 }, { duration_s: 6, bytes: 120_000 }]
  expect(peakBandwidth(segments)).toBe(150_000 * 8 / 6)
})
