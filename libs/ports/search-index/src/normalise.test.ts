import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyOf, wordsOf } from './normalise.ts'

test.for([
  ['Beyoncé', 'beyonce'],
  ['MOTÖRHEAD', 'motorhead'],
  ['Søren Øst', 'soren ost'],
  ['Straße', 'strasse'],
  ['Æther Œuvre', 'aether oeuvre'],
  ['Łódź', 'lodz'],
  ['P!nk', 'pink'],
  ['Panic! at the Disco', 'panic at the disco'],
  ['Ke$ha', 'kesha'],
  ['A$AP', 'asap'],
  ['$uicideboy$', 'suicideboys'],
  ['$100', '100'],
  ['AC/DC', 'ac dc'],
  ['Simon & Garfunkel', 'simon and garfunkel'],
  ['Florence + The Machine', 'florence and the machine'],
  ['R&B', 'r and b'],
  ["Don’t Stop 'til", 'dont stop til'],
  ['Группа крови', 'группа крови'],
  ['Ёлка', 'елка'],
  ['群青', '群 青'],
  ['ガ', 'ガ'],
  ['봄날', '봄 날'],
  ['ΣΊΣΥΦΟΣ', 'σισυφοσ'],
  ['ＦＵＬＬ width', 'full width'],
  ['!!!', '!!!'],
  ['÷', '÷'],
  ['💿 🎵', '💿 🎵'],
  ['a\0b', 'a b'],
  [' \t ', ''],
])('%s reads "%s"', ([text, words]) => {
  expect(wordsOf(text ?? '').join(' ')).toBe(words)
})

test.for([
  ['The Beatles', 'beatles'], ['The The', 'the'], ['The', 'the'], ['AC/DC', 'acdc'], ['Ac Dc', 'acdc'], ['', ''],
])('%s has the key "%s"', ([text, key]) => {
  expect(keyOf(wordsOf(text ?? ''))).toBe(key)
})

test('any text gives storable words, and reading them again changes nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
    const words = wordsOf(text)
    for (const word of words) {
      expect(word).not.toMatch(/[\s\0]/u)
      expect(word).not.toBe('')
      expect(word.isWellFormed()).toBe(true)
    }
  }))
})
