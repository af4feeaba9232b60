import { expect, test } from 'vitest'
import { createSoundMeter } from './sound-meter.ts'

function stereo(samples: number, valueAt: (i: number) => number): Buffer {
  const buffer = Buffer.alloc(samples * 4)
  for (let i = 0; i < samples; i++) {
    buffer.writeInt16LE(valueAt(i), i * 4)
    buffer.writeInt16LE(Math.min(32_767, -valueAt(i)), i * 4 + 2)
  }
  return buffer
}

test('it counts and finds the loudest moment, however the sound is cut into pieces', () => {
  const sound = stereo(10_000, i => i === 7_000 ? -32_768 : 100)
  for (const piece of [1, 3, 4, 4_096, 40_000]) {
    const meter = createSoundMeter()
    for (let at = 0; at < sound.length; at += piece) meter.add(sound.subarray(at, at + piece))
    expect(meter.samples).toBe(10_000)
    expect(meter.peak).toBe(32_768)
  }
})

test('the outline has as many peaks as asked for, the loudest at 100, in their places, opposite phases included', () => {
  const meter = createSoundMeter()
  meter.add(stereo(1_024_000, i => i < 512_000 ? 1_000 : 4_000))
  const outline = meter.outline(800)
  expect(outline).toHaveLength(800)
  expect(new Set(outline.slice(0, 399))).toEqual(new Set([25]))
  expect(new Set(outline.slice(401))).toEqual(new Set([100]))
})

test('a song shorter than its outline gets fewer peaks', () => {
  const meter = createSoundMeter()
  meter.add(stereo(3_000, () => 5))
  expect(meter.outline(800)).toEqual([100, 100, 100])
})
