import { expect, test } from 'vitest'
import { artistNames, clock, duration } from './song-text.ts'

test.each([
  [0, '0:00'],
  [59.9, '0:59'],
  [60, '1:00'],
  [3_599, '59:59'],
  [3_600, '1:00:00'],
  [14_399.5, '3:59:59'],
  [-1, '0:00'],
])('%d seconds are shown as %s', (seconds, text) => expect(clock(seconds)).toBe(text))

test.each([
  [59_980, '1:00'],
  [60_024, '1:00'],
  [209_999, '3:30'],
])('a song of %d ms lasts %s, however the encoder rounds', (duration_ms, text) => expect(duration(duration_ms)).toBe(text))

test('all artists of a song are named', () => {
  expect(artistNames({ artists: [{ id: '1', name: 'Kvällsljus' }, { id: '2', name: 'Café Möbius' }] })).toBe('Kvällsljus, Café Möbius')
})
