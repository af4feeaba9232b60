import { describe, expect, test } from 'vitest'
import { readMediaPath } from './media-path.ts'

const song = 'artists/0192f0c1/albums/single/0192f0c2'

test('playlists and segments of a song ask for a grant', () => {
  expect(readMediaPath(`/${song}/v1/master.m3u8`)).toEqual({ key: `${song}/v1/master.m3u8`, open: false, kind: 'playlist' })
  expect(readMediaPath(`/${song}/v1/128k/segments/64k/init.mp4`)).toMatchObject({ open: false, kind: 'segment' })
})

test('artwork and the waveform are open to anyone, and nothing else is', () => {
  expect(readMediaPath('/images/abc-640.webp')).toMatchObject({ open: true })
  expect(readMediaPath(`/${song}/v1/waveform.json`)).toMatchObject({ open: true })
  for (const near of ['waveform.json.m3u8', 'segments/waveform.json', 'waveformxjson', '128k/waveform.json'])
    expect(readMediaPath(`/${song}/v1/${near}`)).toMatchObject({ open: false })
})

describe('what is not media in its plain spelling names nothing', () => {
  test.each([
    '/',
    '',
    '/uploads/0192f0c1',
    '/multipart/x',
    '/artists',
    '/artists/',
    '//artists/x',
    '/artists//x',
    '/artists/../uploads/x',
    '/artists/./x',
    '/artists/..',
    '/artists/x/..%2f..%2fuploads/x',
    '/artists/%2e%2e/uploads/x',
    '/%61rtists/x',
    '/artists/x%00',
    '/artists\\x',
    '/artists/x\\..\\y',
    '/artists/x?y',
    '/artists/x#y',
    '/artists/x;y',
    '/images/../artists/x',
    '/Artists/x',
    'artists/x',
    'http://localhost/artists/x',
    '*',
    '/artists/ü',
    `/artists/${'x'.repeat(1_100)}`,
  ])('%j', (target) => {
    expect(readMediaPath(target)).toBeNull()
  })
})
