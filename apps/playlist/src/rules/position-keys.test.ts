import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keysBetween, lastOf, tooLong } from './position-keys.ts'

test('wherever items are put, their keys sort as they stand', () => {
  fc.assert(fc.property(fc.array(fc.record({ at: fc.nat(), count: fc.integer({ min: 1, max: 5 }) }), { maxLength: 60 }), (inserts) => {
    const keys: string[] = []
    for (const { at, count } of inserts) {
      const place = at % (keys.length + 1)
      keys.splice(place, 0, ...keysBetween(keys[place - 1] ?? null, keys[place] ?? null, count))
    }
    const bytewise = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(keys).toEqual(bytewise)
    expect(new Set(keys).size).toBe(keys.length)
    expect(lastOf(null, keys)).toBe(keys.at(-1) ?? null)
  }))
})

test('adding at the end keeps keys short, and inserting at one place hundreds of times does not', () => {
  let [last = '', place = ''] = keysBetween(null, null, 2)
  for (let n = 0; n < 10_000; n++) [last = ''] = keysBetween(last, null, 1)
  expect(last.length).toBeLessThan(6)
  let inserts = 0
  for (const [first = ''] = keysBetween(null, place, 1); !tooLong(place); inserts++) [place = ''] = keysBetween(first, place, 1)
  expect(inserts).toBeGreaterThan(200)
})
