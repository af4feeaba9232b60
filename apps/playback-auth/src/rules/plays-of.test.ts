import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counts, playsOf, type ReportedEvent } from './plays-of.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 12, 0, second))
const event = (event_id: string, type: ReportedEvent['type'], second: number, position_s: number): ReportedEvent => ({ event_id, type, position_ms: position_s * 1000, occurred_at: at(second) })

test('each started opens a play that takes what follows', () => {
  const plays = playsOf([event('a', 'started', 0, 0), event('b', 'progress', 20, 20), event('c', 'started', 25, 0), event('d', 'completed', 58, 33)])
  expect(plays).toEqual([
    { play_id: 'a', started_at: at(0), position_ms: 20_000, completed: false },
    { play_id: 'c', started_at: at(25), position_ms: 33_000, completed: true },
  ])
})

test('the order of arrival plays no part', () => {
  const events = [event('a', 'started', 0, 0), event('b', 'progress', 10, 10), event('c', 'started', 12, 0), event('d', 'progress', 50, 38), event('e', 'skipped', 51, 39)]
  const plays = playsOf(events)
  fc.assert(fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
    expect(playsOf(shuffled)).toEqual(plays)
  }))
})

test('a play counts after thirty seconds, or the whole of a shorter song', () => {
  const play = { play_id: 'a', started_at: at(0), completed: false }
  expect(counts({ ...play, position_ms: 29_999 }, 200_000)).toBe(false)
  expect(counts({ ...play, position_ms: 30_000 }, 200_000)).toBe(true)
  expect(counts({ ...play, position_ms: 12_000 }, 12_000)).toBe(true)
  expect(counts({ ...play, position_ms: 11_000 }, 12_000)).toBe(false)
})
