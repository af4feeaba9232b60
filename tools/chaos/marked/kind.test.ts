import { expect, test } from 'vitest'
import { compare } from './kind.ts'

test('what was acknowledged and is there once is well', () => {
  expect(compare(['a', 'b'], ['b', 'a'])).toEqual({ lost: [], doubled: [] })
})

test('what is not there is lost', () => {
  expect(compare(['a', 'b'], ['b'])).toEqual({ lost: ['a'], doubled: [] })
})

test('what is there twice, or was never asked for, is doubled', () => {
  expect(compare(['a', 'b'], ['a', 'a', 'b', 'c'])).toEqual({ lost: [], doubled: ['a', 'c'] })
})
