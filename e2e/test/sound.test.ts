import { beforeAll, describe, expect, test } from 'vitest'
import { decode, fragmentsOf, hasFfmpeg, readMp4 } from '../src/fragments-of.ts'
import { fromEdge, grantOf, type Grant } from '../src/grant-of.ts'
import { newArtist, newPremiumListener } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'

const seconds = 14
let premiumGrant: Grant

beforeAll(async () => {
  const { id } = await publishSong(await newArtist(), { title: 'Hear Me Out', seconds })
  premiumGrant = await grantOf(await newPremiumListener(), id)
})

describe('the sound', () => {
  const rendition = async (name: '64k' | '128k' | '320k') => {
    const folder = name === '320k' ? '' : '128k/'
    const text = premiumGrant.stream.playlists[`${premiumGrant.version}${folder}audio_${name}.m3u8`] ?? ''
    const { map, segments, duration_s } = fragmentsOf(text)
    const parts = []
    for (const path of [map, ...segments])
      parts.push((await fromEdge(`${premiumGrant.version}${folder}${path}`, { cookie: premiumGrant.cookie })).body)
    return { text, duration_s, bytes: new Uint8Array(Buffer.concat(parts)) }
  }

  test.each(['64k', '128k', '320k'] as const)(
    'of the %s rendition is AAC of the right length, in a playlist as Apple asks for it',
    async (name) => {
      const { text, duration_s, bytes } = await rendition(name)
      expect(text).toMatch(/^#EXTM3U\n#EXT-X-VERSION:7\n/)
      expect(text).toMatch(/#EXT-X-PLAYLIST-TYPE:VOD/)
      expect(text).toMatch(/#EXT-X-ENDLIST\n?$/)
      expect(duration_s).toBeCloseTo(seconds, 1)
      const found = await readMp4(bytes)
      expect(found).toMatchObject({ codec: 'aac', sample_rate_hz: 44_100, channels: 2 })
      expect(Math.abs(found.duration_s - seconds)).toBeLessThan(0.1)
      const kbps = (bytes.byteLength * 8) / seconds / 1000
      expect(kbps).toBeLessThan(Number.parseInt(name, 10) * 1.15)
    },
  )

  test('is cut at the same places in each, so that a player changes quality at any', async () => {
    const lists = await Promise.all(
      (['64k', '128k', '320k'] as const).map(async (name) => [...(await rendition(name)).text.matchAll(/#EXTINF:[\d.]+/g)].map(String)),
    )
    expect(lists[1]).toEqual(lists[0])
    expect(lists[2]).toEqual(lists[0])
    expect(lists[0]?.slice(0, 3).map((line) => Math.round(Number(line.slice(8))))).toEqual([1, 2, 4])
  })

  test.skipIf(!hasFfmpeg)('is heard: another decoder finds the whole song and nothing to complain about', async () => {
    for (const name of ['64k', '320k'] as const) {
      const { duration_s, peak, complaints } = decode((await rendition(name)).bytes)
      expect(complaints).toBe('')
      expect(Math.abs(duration_s - seconds)).toBeLessThan(0.1)
      expect(peak).toBeGreaterThan(0.2)
    }
  })
})
