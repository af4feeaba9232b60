import { randomUUIDv7 } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRefreshToken, readRefreshToken } from './refresh-token.ts'

test('a token reads back as the user and hash that it was made with', () => {
  const { token, ...made } = createRefreshToken(randomUUIDv7())
  expect(token).toMatch(/^[\w-]{64}$/)
  expect(readRefreshToken(token)).toEqual(made)
})

test('what has not the form of a token is none', () => {
  const { token } = createRefreshToken(randomUUIDv7())
  const wrongs = ['', 'x', token.slice(1), `${token}A`, `${token}=`, `.${token}`, token.replace(/.$/, '!')]
  for (const wrong of wrongs) expect(readRefreshToken(wrong)).toBeNull()
})
