import { expect, test } from 'vitest'
import { checkIfMatch, etagOf } from './if-match.ts'

test.each([
  [undefined, 'matches'],
  ['*', 'matches'],
  ['"7"', 'matches'],
  ['W/"7"', 'matches'],
  ['"6", "7"', 'matches'],
  ['"6"', 'stale'],
  ['"07"', 'stale'],
  ['"6", W/"8"', 'stale'],
  ['""', 'stale'],
  ['7', 'malformed'],
  ['', 'malformed'],
  ['"7', 'malformed'],
  ['"7" "8"', 'malformed'],
])('If-Match: %s at version 7 %s', (header, outcome) => {
  expect(checkIfMatch(header, 7)).toBe(outcome)
})

test('the entity tag of a version matches it', () => {
  expect(checkIfMatch(etagOf(12), 12)).toBe('matches')
})
