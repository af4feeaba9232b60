import { filter } from './filter.ts'
import type { Instrument } from './stereo.ts'
import { addMono, sampleRate } from './stereo.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'

/** An instrument that plays one recorded hit, whatever the pitch; velocity is its loudness. */
function hit(samples: number, draw: (sound: Float32Array, random: Random) => void): Instrument {
  const sound = new Float32Array(samples)
  draw(sound, seeded(samples))
  const tail = Math.min(400, samples)
  for (let i = 0; i < tail; i++) sound[samples - 1 - i] = (sound[samples - 1 - i] ?? 0) * (i / tail)
  return (out, start, { velocity, pan }) => addMono(out, start, sound, samples, velocity, pan)
}

const inSamples = (seconds: number): number => Math.round(seconds * sampleRate)

/** Adds a sine that falls from `top_hz` to `end_hz`: the skin of a drum. */
function addSkin(sound: Float32Array, top_hz: number, end_hz: number, fall_s: number, decay_s: number, gain: number): void {
  let phase = 0
  for (let i = 0; i < sound.length; i++) {
    const at_s = i / sampleRate
    phase += (2 * Math.PI * (end_hz + (top_hz - end_hz) * Math.exp(-at_s / fall_s))) / sampleRate
    sound[i] = (sound[i] ?? 0) + gain * Math.min(1, i / 30) * Math.exp(-at_s / decay_s) * Math.sin(phase)
  }
}

/** Adds noise between two frequencies, rising for `attack_s` and falling with `decay_s`. */
function addNoise(
  sound: Float32Array,
  random: Random,
  [low_hz, high_hz]: [number, number],
  attack_s: number,
  decay_s: number,
  gain: number,
): void {
  const noise = Float32Array.from(sound, () => random() * 2 - 1)
  filter(noise, 'high', () => low_hz)
  filter(noise, 'low', () => high_hz)
  for (let i = 0; i < sound.length; i++) {
    const at_s = i / sampleRate
    const level = at_s < attack_s ? at_s / attack_s : Math.exp((attack_s - at_s) / decay_s)
    sound[i] = (sound[i] ?? 0) + gain * level * (noise[i] ?? 0)
  }
}

export const kick = ({ end_hz = 48, punch = 1, decay_s = 0.16 } = {}): Instrument =>
  hit(inSamples(decay_s * 5), (sound, random) => {
    addSkin(sound, end_hz + 170 * punch, end_hz, 0.028, decay_s, 1.3)
    addNoise(sound, random, [300, 3500], 0.0005, 0.004, 0.5 * punch)
    for (let i = 0; i < sound.length; i++) sound[i] = Math.tanh(sound[i] ?? 0)
  })

export const snare = ({ skin_hz = 190, rattle = 0.6, decay_s = 0.11 } = {}): Instrument =>
  hit(inSamples(decay_s * 5), (sound, random) => {
    addSkin(sound, skin_hz * 1.5, skin_hz, 0.02, decay_s * 0.6, 0.5)
    addSkin(sound, skin_hz * 2.4, skin_hz * 1.75, 0.02, decay_s * 0.4, 0.2)
    addNoise(sound, random, [900, 9500], 0.001, decay_s, rattle)
  })

export const hat = ({ decay_s = 0.035, low_hz = 7200 } = {}): Instrument =>
  hit(inSamples(Math.max(0.06, decay_s * 5)), (sound, random) => {
    addNoise(sound, random, [low_hz, 15_000], 0.0006, decay_s, 0.55)
    for (const ring_hz of [5137, 6853, 8219, 9871]) addSkin(sound, ring_hz, ring_hz, 1, decay_s * 0.8, 0.035)
  })

export const clap = (): Instrument =>
  hit(inSamples(0.4), (sound, random) => {
    for (const [at_s, gain] of [[0, 0.7], [0.011, 0.6], [0.023, 0.9]] as const) {
      addNoise(sound.subarray(inSamples(at_s)), random, [900, 5200], 0.001, at_s > 0.02 ? 0.07 : 0.006, gain)
    }
  })

export const rim = (): Instrument =>
  hit(inSamples(0.14), (sound, random) => {
    addSkin(sound, 1720, 1690, 0.01, 0.012, 0.5)
    addSkin(sound, 520, 480, 0.01, 0.02, 0.5)
    addNoise(sound, random, [1500, 8000], 0.0005, 0.006, 0.4)
  })

export const shaker = (): Instrument => hit(inSamples(0.16), (sound, random) => addNoise(sound, random, [5200, 12_000], 0.022, 0.028, 0.5))

export const brush = (): Instrument => hit(inSamples(0.5), (sound, random) => addNoise(sound, random, [1400, 7500], 0.06, 0.11, 0.32))

export const hand = ({ skin_hz = 220, decay_s = 0.12, slap = 0.2 } = {}): Instrument =>
  hit(inSamples(decay_s * 5), (sound, random) => {
    addSkin(sound, skin_hz * 1.35, skin_hz, 0.018, decay_s, 0.8)
    addSkin(sound, skin_hz * 2.1, skin_hz * 1.6, 0.02, decay_s * 0.4, 0.2)
    addNoise(sound, random, [700, 5000], 0.0008, 0.012, slap)
  })

export const cymbal = (): Instrument =>
  hit(inSamples(2.6), (sound, random) => {
    addNoise(sound, random, [4200, 14_000], 0.003, 0.55, 0.4)
    for (const ring_hz of [3187, 4421, 5903, 7351]) addSkin(sound, ring_hz, ring_hz, 1, 0.4, 0.025)
  })
