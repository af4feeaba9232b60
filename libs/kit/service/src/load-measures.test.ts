import { expect, test, vi } from 'vitest'
import { rateOf, recentlySeen } from './load-measures.ts'

test('a rate is what came since it was last asked', () => {
  vi.useFakeTimers()
  const rate = rateOf(1_000)
  rate.add(300)
  vi.advanceTimersByTime(500)
  rate.add(200)
  vi.advanceTimersByTime(500)
  expect(rate.share()).toBeCloseTo(0.5)
  vi.advanceTimersByTime(1_000)
  expect(rate.share()).toBe(0)
  vi.useRealTimers()
})

test('who was seen in the window counts once, and who was not is forgotten', () => {
  vi.useFakeTimers()
  const seen = recentlySeen(30_000, 1_000)
  for (let time = 0; time < 10; time++) seen.see('ada')
  seen.see('bob')
  expect(seen.count()).toBe(2)
  vi.advanceTimersByTime(20_000)
  seen.see('ada')
  expect(seen.count()).toBe(2)
  vi.advanceTimersByTime(20_000)
  expect(seen.count()).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(seen.count()).toBe(0)
  vi.useRealTimers()
})

test('a flood of strangers is counted up to the bound, and kept no further', () => {
  const seen = recentlySeen(30_000, 500)
  for (let stranger = 0; stranger < 5_000; stranger++) seen.see(`stranger ${stranger}`)
  expect(seen.count()).toBe(500)
})
