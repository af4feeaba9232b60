import { expect, test } from 'vitest'
import { foldEmail } from './fold-email.ts'

test('an address is the same in any case, with space around it, and however its accents are composed', () => {
  expect(foldEmail('  Ada@Example.COM\n')).toBe('ada@example.com')
  expect(foldEmail('RENÉ@example.com'.normalize('NFD'))).toBe(foldEmail('rené@example.com'.normalize('NFC')))
  expect(foldEmail('ada+music@example.com')).not.toBe(foldEmail('ada@example.com'))
})
