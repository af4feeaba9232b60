import { expect, test } from 'vitest'
import { readByteRange } from './byte-range.ts'

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
  ['Bytes=0-9', { start: 0, end: 9 }],
])('%s of 100 bytes is one range', (header, range) => {
  expect(readByteRange(header, 100)).toEqual(range)
})

test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0', 'bytes=999999999999999-'])('%s of 100 bytes can not be satisfied', (header) => {
  expect(readByteRange(header, 100)).toBe('unsatisfiable')
})

test.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=9-0', 'bytes=0-1,3-4', 'items=0-9', 'bytes=a-b', 'bytes=0x1-2', 'bytes=1-2-3'])(
  '%s is answered with everything',
  (header) => {
    expect(readByteRange(header, 100)).toBeNull()
  },
)

test('nothing of an empty object can be satisfied', () => {
  expect(readByteRange('bytes=0-', 0)).toBe('unsatisfiable')
  expect(readByteRange('bytes=-5', 0)).toBe('unsatisfiable')
})
