import type { SongSnapshot } from '@segue/contracts'
import { expect, test } from 'vitest'
import { mayPlay, type KnownSong, type Listener } from './may-play.ts'

const at = new Date('2026-11-24T12:00:00.000Z')
const snapshot: SongSnapshot = {
  song_id: '0197a000-0000-7000-8000-000000000001',
  owner_user_id: '0197a000-0000-7000-8000-00000000000a',
  title: 'Étude',
  artists: [],
  album: null,
  genre: 'classical',
  explicit: false,
  release_at: null,
  released_at: null,
  duration_ms: 60_000,
  loudness_lufs: -16,
  artwork_path: null,
  audio: { version: 1, path: 'artists/a/albums/single/s/v1/', playlists: {} },
}
const song = (state: KnownSong['state'], changes: Partial<SongSnapshot> = {}): KnownSong => ({ version: 1, state, snapshot: { ...snapshot, ...changes } })
const listener: Listener = { user_id: '0197a000-0000-7000-8000-00000000000b', plan: 'free', explicit_filter: false, max_bitrate_kbps: 320 }
const owner: Listener = { ...listener, user_id: snapshot.owner_user_id }

test('a free listener hears at most 128 kbps, a premium one 320, and both at most what they asked for', () => {
  const kbps = (l: Listener) => mayPlay({ listener: l, song: song('published'), at })
  expect(kbps(listener)).toMatchObject({ allowed: true, max_bitrate_kbps: 128 })
  expect(kbps({ ...listener, plan: 'premium' })).toMatchObject({ allowed: true, max_bitrate_kbps: 320 })
  expect(kbps({ ...listener, plan: 'premium', max_bitrate_kbps: 64 })).toMatchObject({ allowed: true, max_bitrate_kbps: 64 })
})

test('before its release a song does not exist, but for its owner; at the second of its release it plays', () => {
  const tomorrow = song('scheduled', { release_at: '2026-11-25T12:00:00.000Z' })
  expect(mayPlay({ listener, song: tomorrow, at })).toEqual({ visible: false })
  expect(mayPlay({ listener: owner, song: tomorrow, at })).toMatchObject({ allowed: true })
  expect(mayPlay({ listener, song: tomorrow, at: new Date('2026-11-25T12:00:00.000Z') })).toMatchObject({ allowed: true })
})

test('a song taken down is seen but not heard, but for its owner', () => {
  expect(mayPlay({ listener, song: song('withdrawn'), at })).toEqual({ visible: true, allowed: false, reason: 'taken_down' })
  expect(mayPlay({ listener: owner, song: song('withdrawn'), at })).toMatchObject({ allowed: true })
})

test('who filters explicit songs does not hear them', () => {
  const explicit = song('published', { explicit: true })
  expect(mayPlay({ listener: { ...listener, explicit_filter: true }, song: explicit, at })).toMatchObject({ allowed: false, reason: 'explicit_filtered' })
  expect(mayPlay({ listener, song: explicit, at })).toMatchObject({ allowed: true })
})

test('without a token a song is seen, not heard', () => {
  expect(mayPlay({ listener: null, song: song('published'), at })).toEqual({ visible: true, allowed: false, reason: null })
})
