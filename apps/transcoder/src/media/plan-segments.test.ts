import fc from 'fast-check'
import { expect, test } from 'vitest'
import { targetDuration } from './package-cmaf.ts'
import { framesOf, planSegments } from './plan-segments.ts'

const rate_hz = 44_100

test('a song starts with short segments and goes on with six-second ones', () => {
  const lengths = planSegments(210 * rate_hz, rate_hz).map(segment => Math.round(segment.duration_s))
  expect(lengths.slice(0, 5)).toEqual([1, 2, 4, 6, 6])
  expect(lengths).toHaveLength(37)
})

test('a tail too short to be worth a request joins the segment before it', () => {
  expect(planSegments(7.3 * rate_hz, rate_hz)).toHaveLength(3)
  expect(planSegments(7.6 * rate_hz, rate_hz)).toHaveLength(4)
})

test('whatever its length, a song is cut without gap, overlap or loss, and no segment exceeds the target by half a second', () => {
  fc.assert(fc.property(fc.integer({ min: rate_hz, max: 4 * 3600 * rate_hz }), samples => {
    const plan = planSegments(samples, rate_hz)
    const ends = plan.map(segment => segment.first_frame + segment.frame_count)
    expect(plan.map(segment => segment.first_frame)).toEqual([0, ...ends.slice(0, -1)])
    expect(Math.min(...plan.map(segment => segment.frame_count))).toBeGreaterThan(0)
    expect(ends.at(-1)).toBe(framesOf(samples))
    expect(plan.reduce((sum, segment) => sum + segment.duration_s, 0)).toBeCloseTo(samples / rate_hz, 4)
    expect(Math.max(...plan.map(segment => segment.duration_s))).toBeLessThanOrEqual(targetDuration(plan) + 0.5)
  }), { numRuns: 200 })
})
