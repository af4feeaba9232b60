import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grantWindow } from './grant-window.ts'

test('a grant ends with the next ten minutes of the clock', () => {
  const ends = (time: string) => grantWindow(new Date(time)).expires_at.toISOString()
  expect(ends('2026-11-24T12:00:00.000Z')).toBe('2026-11-24T12:20:00.000Z')
  expect(ends('2026-11-24T12:09:59.999Z')).toBe('2026-11-24T12:20:00.000Z')
  expect(ends('2026-11-24T12:10:00.000Z')).toBe('2026-11-24T12:30:00.000Z')
})

test('a grant lives more than ten and at most twenty minutes, and begins before it is given', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (now) => {
      const { starts_at, expires_at } = grantWindow(now)
      const life_ms = expires_at.getTime() - now.getTime()
      return starts_at <= now && life_ms > 600_000 && life_ms <= 1_200_000
    }),
  )
})
