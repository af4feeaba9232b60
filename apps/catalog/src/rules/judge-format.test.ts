import { expect, test } from 'vitest'
import { isAudio, typeOfFormFile } from './judge-format.ts'

test.each([
  ['song.wav', 'audio/wav'],
  ['song.WAV', 'audio/x-wav'],
  ['a.b.flac', 'audio/flac'],
  ['song.mp3', 'audio/mpeg'],
  ['song.m4a', 'audio/mp4'],
  ['song.m4a', 'audio/x-m4a'],
  ['song.aac', 'audio/aac'],
  ['song.ogg', 'Audio/Ogg; codecs=vorbis'],
  ['song.opus', 'audio/opus'],
  ['song.aif', 'audio/x-aiff'],
])('%s as %s may become a song', (name, type) => {
  expect(isAudio(name, type)).toBe(true)
})

test.each([
  ['virus.exe', 'audio/mpeg'],
  ['song.mp3', 'application/x-msdownload'],
  ['song.mp3.exe', 'audio/mpeg'],
  ['song', 'audio/mpeg'],
  ['mp3', 'audio/mpeg'],
  ['song.wav', 'audio/mpeg'],
  ['song.mp3', 'application/octet-stream'],
  ['list.m3u8', 'application/vnd.apple.mpegurl'],
  ['song.mp3', ''],
])('%s as %s may not', (name, type) => {
  expect(isAudio(name, type)).toBe(false)
})

test('a form that knows no type is judged by the name of its file', () => {
  expect(typeOfFormFile('song.flac', 'application/octet-stream')).toBe('audio/flac')
  expect(typeOfFormFile('song.exe', 'application/octet-stream')).toBeNull()
  expect(typeOfFormFile('song.wav', 'audio/x-wav')).toBe('audio/x-wav')
  expect(typeOfFormFile('song.wav', 'text/plain')).toBeNull()
})
