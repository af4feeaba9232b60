import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FAMILY_LIFE_MS, GRACE_MS, judgeRefresh } from './judge-refresh.ts'

const now = new Date('2026-11-24T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const fresh = { traded_at: null, successor_used: false, family_used_at: ago(1_000) }

test('a token that was never traded is traded', () => {
  expect(judgeRefresh(fresh, now)).toBe('trade')
})

test('a traded token gives a sibling up to the last millisecond of its grace', () => {
  expect(judgeRefresh({ ...fresh, traded_at: ago(GRACE_MS) }, now)).toBe('sibling')
  expect(judgeRefresh({ ...fresh, traded_at: ago(GRACE_MS + 1) }, now)).toBe('reused')
})

test('a traded token whose successor was used is used again, whenever', () => {
  fc.assert(
    fc.property(fc.nat(FAMILY_LIFE_MS), fc.nat(FAMILY_LIFE_MS), (traded_ms, used_ms) => {
      expect(judgeRefresh({ traded_at: ago(traded_ms), successor_used: true, family_used_at: ago(used_ms) }, now)).toBe('reused')
    }),
  )
})

test('a family ends after 30 days of disuse, whatever its token was', () => {
  expect(judgeRefresh({ ...fresh, family_used_at: ago(FAMILY_LIFE_MS) }, now)).toBe('trade')
  expect(judgeRefresh({ ...fresh, family_used_at: ago(FAMILY_LIFE_MS + 1) }, now)).toBe('expired')
  expect(judgeRefresh({ traded_at: ago(1), successor_used: true, family_used_at: ago(FAMILY_LIFE_MS + 1) }, now)).toBe('expired')
})
