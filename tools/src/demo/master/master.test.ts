import { expect, test } from 'vitest'
import { seeded } from '../synth/random.ts'
import type { Stereo } from '../synth/stereo.ts'
import { fromDecibels, sampleRate, silence } from '../synth/stereo.ts'
import { limit } from './limiter.ts'
import { loudness_lufs } from './loudness.ts'
import { master, target_lufs } from './master.ts'
import { truePeak } from './true-peak.ts'

function tone(seconds: number, level: number, hz = 997): Stereo {
  const sound = silence(Math.round(seconds * sampleRate))
  const step = (2 * Math.PI * hz) / sampleRate
  for (const side of [sound.left, sound.right]) side.forEach((_, i) => { side[i] = level * Math.sin(step * i) })
  return sound
}

test('a 997 Hz tone at -23 dBFS on both sides is -23 LUFS (EBU Tech 3341, case 1)', () => {
  expect(loudness_lufs(tone(5, fromDecibels(-23)))).toBeCloseTo(-23, 1)
})

test('one side alone is 3 LU quieter, as BS.1770 sums the powers of the channels', () => {
  const sound = tone(5, fromDecibels(-20))
  sound.right.fill(0)
  expect(loudness_lufs(sound)).toBeCloseTo(-23, 1)
})

test('quiet passages do not pull the loudness down: they are gated (EBU Tech 3341, case 3)', () => {
  const sound = tone(80, fromDecibels(-36))
  const middle = tone(60, fromDecibels(-23))
  for (const side of ['left', 'right'] as const) sound[side].set(middle[side], 10 * sampleRate)
  expect(Math.abs(loudness_lufs(sound) + 23)).toBeLessThan(0.1)
})

test('the true peak is found between the samples', () => {
  const sound = new Float32Array(4410)
  for (let i = 0; i < sound.length; i++) sound[i] = Math.sin((Math.PI / 2) * i + Math.PI / 4)
  expect(Math.max(...sound)).toBeCloseTo(Math.SQRT1_2, 3)
  expect(truePeak(sound)).toBeGreaterThan(0.98)
})

test('the limiter keeps every true peak at its ceiling and leaves quiet passages alone', () => {
  const random = seeded(5)
  const sound = silence(sampleRate)
  for (const side of [sound.left, sound.right]) {
    side.forEach((_, i) => { side[i] = (random() * 2 - 1) * (i < 20_000 ? 0.2 : 2.5) })
  }
  const limited = limit(sound, 0.8)
  for (const side of [limited.left, limited.right]) expect(truePeak(side)).toBeLessThan(0.83)
  expect(limited.left.subarray(0, 15_000)).toEqual(sound.left.subarray(0, 15_000))
})

test('a master is as loud as promised, whatever the mix', () => {
  for (const level of [0.004, 0.9]) {
    const mastered = master(tone(4, level))
    expect(Math.abs(loudness_lufs(mastered) - target_lufs)).toBeLessThan(0.3)
    expect(truePeak(mastered.left)).toBeLessThan(fromDecibels(-1))
  }
})
