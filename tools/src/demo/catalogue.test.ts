import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { catalogue } from './catalogue.ts'
import { encodePiece, renderPiece } from './render-piece.ts'
import { sampleRate } from './synth/stereo.ts'
import { duration_s, play } from './synth/studio.ts'

const songs = catalogue.flatMap((artist) => artist.songs)

test('every piece lasts between half a minute and two, and the first is the shortest', () => {
  const durations = songs.map(({ composition }) => duration_s(composition))
  for (const duration of durations) expect(duration).toBeGreaterThan(30)
  for (const duration of durations) expect(duration).toBeLessThan(120)
  expect(Math.min(...durations)).toBe(durations[0])
})

test('no two songs share a key, a title or a genre', () => {
  for (const field of ['key', 'title', 'genre'] as const) expect(new Set(songs.map((song) => song[field])).size).toBe(songs.length)
})

test('a piece begins at once, is centred on zero and never clips', () => {
  const [song] = songs
  if (song === undefined) throw new Error('the catalogue is empty')
  const { left, right } = renderPiece(song)
  for (const side of [left, right]) {
    expect(side.subarray(0, 0.3 * sampleRate).some((value) => Math.abs(value) > 0.003)).toBe(true)
    expect(Math.abs(side.reduce((sum, value) => sum + value, 0) / side.length)).toBeLessThan(1e-3)
    expect(side.every((value) => Math.abs(value) < 0.9)).toBe(true)
  }
}, 240_000)

test('the same seed gives the same bytes', () => {
  const [artist] = catalogue
  const song = artist?.songs[0]
  if (artist === undefined || song === undefined) throw new Error('the catalogue is empty')
  const opening = { ...song.composition, beats: 10, tail_s: 1 }
  const [first, second] = [1, 2].map(
    () => createHash('sha256').update(encodePiece(artist, { ...song, cover: () => {} }, play(opening))).digest('hex')
  )
  expect(second).toBe(first)
}, 240_000)
