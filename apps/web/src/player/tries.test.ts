import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTries } from './tries.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('tries wait longer each time and come to an end', () => {
  const tries = createTries([0, 1_000])
  let tried = 0
  const work = () => tried++
  expect(tries.next(work)).toBe(true)
  vi.advanceTimersByTime(0)
  expect(tried).toBe(1)
  expect(tries.next(work)).toBe(true)
  vi.advanceTimersByTime(999)
  expect(tried).toBe(1)
  vi.advanceTimersByTime(1)
  expect(tried).toBe(2)
  expect(tries.next(work)).toBe(false)
})

test('several failures at once are one try', () => {
  const tries = createTries([500, 500])
  let tried = 0
  for (let failure = 0; failure < 5; failure++) expect(tries.next(() => tried++)).toBe(true)
  vi.advanceTimersByTime(10_000)
  expect(tried).toBe(1)
})

test('success gives all tries back, and a stop drops the one that waits', () => {
  const tries = createTries([100])
  let tried = 0
  tries.next(() => tried++)
  vi.advanceTimersByTime(100)
  tries.reset()
  expect(tries.next(() => tried++)).toBe(true)
  tries.stop()
  vi.advanceTimersByTime(10_000)
  expect(tried).toBe(1)
})

test('when the line is back nobody waits', () => {
  const tries = createTries([60_000])
  let tried = 0
  tries.next(() => tried++)
  tries.hurry()
  vi.advanceTimersByTime(120_000)
  expect(tried).toBe(1)
})
