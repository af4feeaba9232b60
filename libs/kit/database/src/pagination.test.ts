import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './pagination.ts'

const id = '01938d0e-7c1a-7000-8000-000000000001'

test('a cursor gives back the values it was made of', () => {
  const time = '2026-11-24T05:46:21.123Z'
  expect(decodeCursor(encodeCursor([time, id, 7, 'é']), ['time', 'uuid', 'number', 'string'])).toEqual([time, id, 7, 'é'])
  fc.assert(fc.property(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), (text, number) => {
    const values = [text.replaceAll('\0', ''), number === 0 ? 0 : number] as const
    expect(decodeCursor(encodeCursor(values), ['string', 'number'])).toEqual(values)
  }), { numRuns: 50 })
})

test('a cursor with any character changed, added or left out is refused', () => {
  const cursor = encodeCursor(['2026-11-24T05:46:21.123Z', id])
  const shape = ['time', 'uuid'] as const
  for (let at = 0; at < cursor.length; at++) {
    const other = cursor[at] === 'A' ? 'B' : 'A'
    expect(decodeCursor(cursor.slice(0, at) + other + cursor.slice(at + 1), shape)).toBeNull()
    expect(decodeCursor(cursor.slice(0, at), shape)).toBeNull()
  }
  for (const more of ['=', '!', ' ', 'A', 'AAAA']) expect(decodeCursor(cursor + more, shape)).toBeNull()
})

test('no text, however odd, is taken for a cursor', () => {
  for (const text of ['', '\0', '☃', '%00', '../../etc/passwd']) expect(decodeCursor(text, ['string'])).toBeNull()
  fc.assert(fc.property(fc.uint8Array(), (bytes) => decodeCursor(Buffer.from(bytes).toString('base64url'), ['string']) === null))
})

test('a cursor made for another list is refused', () => {
  expect(decodeCursor(encodeCursor([id]), ['number'])).toBeNull()
  expect(decodeCursor(encodeCursor([id]), ['uuid', 'uuid'])).toBeNull()
  expect(decodeCursor(encodeCursor(['yesterday']), ['time'])).toBeNull()
  expect(decodeCursor(encodeCursor(['2026-13-45T99:00:00.000Z']), ['time'])).toBeNull()
  expect(decodeCursor(encodeCursor(['no-uuid']), ['uuid'])).toBeNull()
  expect(decodeCursor(encodeCursor(['\0']), ['string'])).toBeNull()
})
