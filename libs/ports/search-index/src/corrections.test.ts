import { expect, test } from 'vitest'
import { correct, lookup } from './corrections.ts'

test('a word nobody uses is read as each word near to it, the whole title with it', () => {
  const { meant, keys } = correct(['daft', 'pnuk'], ['daft', 'punk', 'pink', 'raft', 'nuk'])
  expect(meant.get('pnuk')).toEqual(['punk', 'nuk'])
  expect(keys).toEqual(['daftpnuk', 'daftpunk', 'daftnuk'])
})

test('where all words are in use any one of them may be wrong', () => {
  const { keys } = correct(['tie', 'love'], ['tie', 'time', 'love', 'live'])
  expect(keys).toEqual(['tielove', 'timelove', 'tielive'])
})

test('several unknown words are corrected together, the nearest first', () => {
  const { keys } = correct(['arround', 'teh', 'wrld'], ['around', 'the', 'ten', 'world'])
  expect(keys[1]).toBe('aroundtheworld')
})

test('long words may have two typos, short ones one', () => {
  const { meant } = correct(['motrhaed', 'pnik'], ['motorhead', 'punk'])
  expect(meant.get('motrhaed')).toEqual(['motorhead'])
  expect(meant.get('pnik')).toEqual([])
})

test('a part of a word finds the word', () => {
  expect(correct(['hapsod'], ['rhapsody']).meant.get('hapsod')).toEqual(['rhapsody'])
  expect(lookup(['hapsod', '50%_']).parts).toEqual(['%hapsod%', '%50\\%\\_%'])
})
