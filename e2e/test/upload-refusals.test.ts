import { completeUpload, getMySong, listMySongs } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { newArtist, type PublishingArtist } from '../src/people.ts'
import { songEnding } from '../src/publish-song.ts'
import { toneWav } from '../src/tone.ts'
import { declare, put, sha256, type FileWish } from '../src/uploads.ts'

let artist: PublishingArtist
beforeAll(async () => {
  artist = await newArtist()
})
const complete = (song_id: string) => artist.client.call(completeUpload, { params: { song_id } })
const mySong = (song_id: string) => artist.client.call(getMySong, { params: { song_id } })
const words = (text: string) => new TextEncoder().encode(text)

describe('what is refused before any byte moves', () => {
  const file = { name: 'tone.wav', size: 1_000, content_type: 'audio/wav', checksum_sha256: sha256(words('x')) }
  test.each([
    ['three gigabytes', { ...file, size: 3_000_000_000 }, 422, 'file_too_large'],
    ['more than a number holds', { ...file, size: 1e300 }, 422, 'file_too_large'],
    ['a program', { ...file, name: 'setup.exe', content_type: 'application/x-msdownload' }, 422, 'unsupported_format'],
    ['a program that says it is audio', { ...file, name: 'setup.exe' }, 422, 'unsupported_format'],
    ['audio that says it is a page', { ...file, content_type: 'text/html' }, 422, 'unsupported_format'],
    ['a type that its name denies', { ...file, name: 'tone.mp3' }, 422, 'unsupported_format'],
    ['a playlist', { ...file, name: 'list.m3u8', content_type: 'application/vnd.apple.mpegurl' }, 422, 'unsupported_format'],
    ['no name', { ...file, name: '' }, 400, 'invalid_request'],
    ['a name with a line break', { ...file, name: 'a\r\nx: y.wav' }, 400, 'invalid_request'],
    ['nothing', { ...file, size: 0 }, 400, 'invalid_request'],
    ['less than nothing', { ...file, size: -1 }, 400, 'invalid_request'],
    ['half a byte', { ...file, size: 0.5 }, 400, 'invalid_request'],
    ['no checksum', { name: file.name, size: file.size, content_type: file.content_type }, 422, 'checksum_required'],
    ['a checksum that is none', { ...file, checksum_sha256: 'abc' }, 400, 'invalid_request'],
  ])('%s', async (_, wrong, status, code) => {
    const answer = await ask('POST', '/v1/songs', { token: artist.token, body: { title: 'No', genre: 'test', file: wrong } })
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  test('albums and artists that are not there', async () => {
    const nobody = '01938d0e-7c1a-7000-8000-000000000001'
    expect(
      (await ask('POST', '/v1/songs', { token: artist.token, body: { title: 'No', genre: 'test', file, album_id: nobody } })).body.code,
    ).toBe('unknown_album')
    expect(
      (await ask('POST', '/v1/songs', { token: artist.token, body: { title: 'No', genre: 'test', file, featured_artist_ids: [nobody] } }))
        .body.code,
    ).toBe('unknown_artist')
  })
})

describe('what turns out to be no song is refused by name, and its artist is told', () => {
  const wav = toneWav({ seconds: 4 })
  const silence = toneWav({ seconds: 3 }).fill(0, 44)
  const program = new Uint8Array([...words('MZ\x90\u0000\x03'), ...Array.from({ length: 60_000 }, (_, at) => (at * 7_919) >> 3 && 255)])
  const files: readonly (readonly [string, FileWish, readonly string[]])[] = [
    ['a program named .mp3', { bytes: program, name: 'song.mp3', content_type: 'audio/mpeg' }, ['not_audio']],
    [
      'a playlist named .mp3',
      {
        bytes: words('#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n#EXT-X-ENDLIST\n'),
        name: 'song.mp3',
        content_type: 'audio/mpeg',
      },
      ['not_audio'],
    ],
    ['a page', { bytes: words('<!doctype html><script>alert(1)</script>'), name: 'song.flac', content_type: 'audio/flac' }, ['not_audio']],
    ['half a file', { bytes: wav.slice(0, wav.byteLength >> 1) }, ['truncated_audio', 'corrupt_audio']],
    ['silence', { bytes: silence }, ['silent_audio']],
    ['half a second', { bytes: toneWav({ seconds: 0.5 }) }, ['too_short']],
    ['one byte', { bytes: words('R') }, ['not_audio']],
  ]

  // At once: what takes time is the wait for a free worker.
  test.concurrent.each(files)('%s', async (_, file, codes) => {
    const { song, upload } = await declare(artist, file)
    expect(await put(upload, new Uint8Array(file.bytes))).toBe(200)
    await complete(song.id)
    const ending = await songEnding(artist, song.id)
    expect(ending.event).toBe('failed')
    expect(Object.keys(JSON.parse(ending.data))).toEqual(['code'])
    const { code }: { code: string } = JSON.parse(ending.data)
    expect(codes).toContain(code)
    const told = await mySong(song.id)
    expect(told).toMatchObject({ status: 'failed', visibility: null, failure: { code, message: expect.stringMatching(/^[A-Z].*\.$/s) } })
    expect((await artist.client.call(listMySongs, { query: { status: 'failed', limit: 100 } })).items.map(({ id }) => id)).toContain(
      song.id,
    )
    expect((await ask('GET', `/v1/songs/${song.id}`)).status, 'to others it does not exist').toBe(404)
  })
})
