import { expect, test } from 'vitest'
import { firstBytesOf } from './first-bytes.ts'

const root = 'https://media.example/artists/a/albums/b/c/v1/128k'
const playlists = {
  [`${root}/master.m3u8`]: '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=131361\naudio_128k.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=67307\naudio_64k.m3u8\n',
  [`${root}/audio_128k.m3u8`]: '#EXTM3U\n#EXT-X-MAP:URI="segments/128k/init.mp4"\n#EXTINF:0.998,\nsegments/128k/segment_001.m4s\n#EXTINF:2,\nsegments/128k/segment_002.m4s\n',
}

test('a song begins with the first rendition that its master playlist lists', () => {
  expect(firstBytesOf({ url: `${root}/master.m3u8`, playlists, max_bitrate_kbps: 128 })).toEqual([`${root}/segments/128k/init.mp4`, `${root}/segments/128k/segment_001.m4s`])
})

test('nothing is fetched ahead that would not be played, or that is not known', () => {
  expect(firstBytesOf({ url: `${root}/master.m3u8`, playlists, max_bitrate_kbps: 64 })).toEqual([])
  expect(firstBytesOf({ url: `${root}/other.m3u8`, playlists, max_bitrate_kbps: 128 })).toEqual([])
})
