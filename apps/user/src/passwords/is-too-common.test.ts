import { expect, test } from 'vitest'
import { commonPasswords } from './common-passwords.ts'
import { isTooCommon } from './is-too-common.ts'

const email = 'Ada.Lovelace@example.com'

test.for(['password', 'PassWord123', '12345678', 'qwertyuiop', 'ｐａｓｓｗｏｒｄ', 'zzzzzzzzz', '🎵🎵🎵🎵🎵🎵🎵🎵', 'ada.lovelace', 'ADA.LOVELACE@example.com', 'segue123', 'Segue-Segue'])(
  '%s would be guessed among the first',
  (password) => {
    expect(isTooCommon(password, email)).toBe(true)
  },
)

test.for(['correct horse battery staple', 'ada.lovelace plays', 'a segue into jazz', 'abababab7', 'ночной поезд'])('%s may stay', (password) => {
  expect(isTooCommon(password, email)).toBe(false)
})

test('the list holds nothing that is refused by its length already', () => {
  for (const password of commonPasswords) {
    expect(password.length).toBeGreaterThanOrEqual(8)
    expect(password).toBe(password.toLowerCase())
  }
})
