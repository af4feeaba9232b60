import { expect, test } from 'vitest'
import { planEdits, type KnownItem } from './plan-edits.ts'
import { keysBetween, tooLong } from './position-keys.ts'

const [first = '', second = '', third = ''] = keysBetween(null, null, 3)
const known = new Map<string, KnownItem>([
  ['a', { position_key: first, lower: null, removed: false }],
  ['b', { position_key: second, lower: first, removed: false }],
  ['gone', { position_key: third, lower: second, removed: true }],
])
const nothing = { moved: [], removed: [], inserted: [], made: [] }

test('an item that stands where it should is not written', () => {
  expect(planEdits(known, third, [{ op: 'move', item_id: 'a', before_item_id: 'b' }])).toEqual(nothing)
  expect(planEdits(known, second, [{ op: 'move', item_id: 'b' }])).toEqual(nothing)
  expect(planEdits(known, third, [{ op: 'move', item_id: 'a', before_item_id: 'a' }])).toEqual(nothing)
})

test('what was removed is neither moved nor removed again', () => {
  expect(planEdits(known, third, [{ op: 'move', item_id: 'gone', before_item_id: 'a' }, { op: 'remove', item_id: 'gone' }])).toEqual(nothing)
  expect(planEdits(known, third, [{ op: 'remove', item_id: 'a' }, { op: 'remove', item_id: 'a' }, { op: 'move', item_id: 'a' }])).toEqual({ ...nothing, removed: ['a'] })
})

test('five hundred inserts at one place keep their keys short', () => {
  const { inserted } = planEdits(known, third, Array.from({ length: 500 }, () => ({ op: 'insert' as const, song_id: 's', before_item_id: 'b' })))
  expect(inserted).toHaveLength(500)
  expect(inserted.every(({ position_key }) => first < position_key && position_key < second && !tooLong(position_key))).toBe(true)
})
