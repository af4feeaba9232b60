import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { BufferSource, FLAC, Input } from 'mediabunny'
import { expect, test } from 'vitest'
import { seeded } from '../synth/random.ts'
import { crc16, crc8 } from './checksum.ts'
import { encodeFlac } from './encode-flac.ts'

const ffmpegIsHere = spawnSync('ffmpeg', ['-version']).status === 0
const tags = { title: 'Três Maçãs', artist: 'Os Três Ventos', album: 'Atlas das Marés', genre: 'folk' }

/** Tones, silence, full-scale noise and an odd length: every predictor, stereo coding and a short last block. */
function signal(samples: number): { left: Int16Array; right: Int16Array } {
  const random = seeded(1)
  const left = new Int16Array(samples)
  const right = new Int16Array(samples)
  for (let i = 0; i < samples; i++) {
    const loud = i > 9000 && i < 14_000
    left[i] = i < 4096 ? 0 : loud ? Math.floor(random() * 65_536) - 32_768 : Math.round(20_000 * Math.sin(i / 30))
    right[i] = i < 4096 ? -7 : loud ? (random() < 0.5 ? -32_768 : 32_767) : Math.round(19_000 * Math.sin(i / 30 + 0.1))
  }
  return { left, right }
}

function interleaved({ left, right }: { left: Int16Array; right: Int16Array }): Buffer {
  const pcm = Buffer.alloc(left.length * 4)
  left.forEach((value, i) => pcm.writeInt16LE(value, i * 4))
  right.forEach((value, i) => pcm.writeInt16LE(value, i * 4 + 2))
  return pcm
}

test('the checksums are those of the catalogue of CRCs', () => {
  const digits = Buffer.from('123456789')
  expect(crc8(digits)).toBe(0xf4)
  expect(crc16(digits)).toBe(0xfee8)
})

test('the stream info carries the length and the MD5 of the samples', () => {
  const sound = signal(23_456)
  const file = Buffer.from(encodeFlac({ ...sound, tags }))
  expect(file.toString('latin1', 0, 4)).toBe('fLaC')
  expect(file.readUInt32BE(8 + 14)).toBe(23_456)
  expect(file.toString('hex', 8 + 18, 8 + 34)).toBe(createHash('md5').update(interleaved(sound)).digest('hex'))
})

test('another reader finds the tags, the cover and the length', async () => {
  const png = Uint8Array.from({ length: 300 }, (_, i) => i & 255)
  const input = new Input(
    { formats: [FLAC], source: new BufferSource(encodeFlac({ ...signal(44_100), tags, cover: { png, side_px: 10 } })) }
  )
  const found = await input.getMetadataTags()
  expect(found).toMatchObject(tags)
  expect(found.images).toMatchObject([{ kind: 'coverFront', mimeType: 'image/png' }])
  expect(found.images?.[0]?.data).toEqual(png)
  expect(await input.computeDuration()).toBeCloseTo(1, 3)
})

test.skipIf(!ffmpegIsHere)('ffmpeg decodes the very same samples', () => {
  const sound = signal(23_456)
  const decoded = spawnSync(
    'ffmpeg',
    ['-v', 'error', '-xerror', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'],
    { input: encodeFlac({ ...sound, tags }), maxBuffer: 2 ** 24 },
  )
  expect(decoded.stderr.toString()).toBe('')
  expect(decoded.stdout.equals(interleaved(sound))).toBe(true)
})
