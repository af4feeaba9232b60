import { expect, test } from 'vitest'
import { mayEdit, mayRead, type Sharing } from './may-edit.ts'

const playlist = (visibility: Sharing['visibility'], deleted_at: Date | null = null): Sharing => ({ owner_id: 'ada', visibility, deleted_at })

test('a private playlist is there for its owner alone', () => {
  expect(mayRead(playlist('private'), 'ada')).toBe(true)
  expect(mayRead(playlist('private'), 'bob')).toBe(false)
  expect(mayRead(playlist('private'), null)).toBe(false)
  expect(mayEdit(playlist('private'), 'bob')).toEqual({ allowed: false, reason: 'playlist_not_found' })
})

test('a public playlist is read by anyone and changed by its owner', () => {
  expect(mayRead(playlist('public'), null)).toBe(true)
  expect(mayEdit(playlist('public'), 'ada')).toEqual({ allowed: true })
  expect(mayEdit(playlist('public'), 'bob')).toEqual({ allowed: false, reason: 'not_your_playlist' })
})

test('a deleted playlist is there for nobody', () => {
  expect(mayRead(playlist('public', new Date()), 'ada')).toBe(false)
  expect(mayEdit(playlist('public', new Date()), 'ada')).toEqual({ allowed: false, reason: 'playlist_not_found' })
})
