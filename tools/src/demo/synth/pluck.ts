import { filter } from './filter.ts'
import type { Instrument } from './stereo.ts'
import { addMono, sampleRate, scratch } from './stereo.ts'

export interface PluckedString {
  /** Seconds until a middle C has died away. */
  ring_s: number
  /** 0 is a thumb on nylon, 1 a pick on steel. */
  brightness: number
  /** Where the string is plucked, as a part of its length. */
  position: number
  damp_s: number
}

/** A plucked string (Karplus and Strong 1983, tuned by an all-pass as Jaffe and Smith do). */
export function pluck({ ring_s, brightness, position, damp_s }: PluckedString): Instrument {
  const soundOf = scratch()
  const stringOf = scratch()
  const excitationOf = scratch()
  return (out, start, { frequency_hz, held_s, velocity, pan, random }) => {
    const period = sampleRate / frequency_hz
    const samples = Math.min(Math.ceil((held_s + damp_s) * sampleRate), out.left.length - start)
    if (samples <= 0) return
    const sound = soundOf(samples)

    const smoothing = 0.5 - 0.42 * brightness
    const delay = period - smoothing
    const length = Math.floor(delay - 0.3)
    const fraction = delay - length
    const tuning = (1 - fraction) / (1 + fraction)
    const loss = 10 ** (-3 / (frequency_hz * ring_s * Math.sqrt(261.6 / frequency_hz)))

    const burst = excitationOf(length)
    for (let i = 0; i < length; i++) burst[i] = random() * 2 - 1
    filter(burst, 'low', () => Math.min(12_000, 700 + 7000 * brightness * velocity + frequency_hz * 2))
    const comb = Math.max(1, Math.round(length * position))
    const string = stringOf(length)
    let mean = 0
    for (let i = 0; i < length; i++) {
      string[i] = (burst[i] ?? 0) - (burst[(i + length - comb) % length] ?? 0)
      mean += (string[i] ?? 0) / length
    }
    for (let i = 0; i < length; i++) string[i] = (string[i] ?? 0) - mean

    const held = held_s * sampleRate
    let at = 0
    let last = 0
    let allPassIn = 0
    let allPassOut = 0
    for (let i = 0; i < samples; i++) {
      const value = string[at] ?? 0
      const smoothed = loss * (value + smoothing * (last - value))
      last = value
      allPassOut = tuning * (smoothed - allPassOut) + allPassIn
      allPassIn = smoothed
      string[at] = allPassOut
      at = at + 1 === length ? 0 : at + 1
      const release = i > held ? 1 - (i - held) / (damp_s * sampleRate) : 1
      sound[i] = value * release * release * (i < 40 ? i / 40 : 1)
    }
    addMono(out, start, sound, samples, velocity * 0.6, pan)
  }
}

export const nylonGuitar = (): Instrument => pluck({ ring_s: 3.2, brightness: 0.45, position: 0.22, damp_s: 0.12 })
export const steelGuitar = (): Instrument => pluck({ ring_s: 5, brightness: 0.75, position: 0.14, damp_s: 0.15 })
export const mandolin = (): Instrument => pluck({ ring_s: 2.4, brightness: 0.9, position: 0.11, damp_s: 0.1 })
export const harp = (): Instrument => pluck({ ring_s: 4.5, brightness: 0.55, position: 0.35, damp_s: 0.8 })
export const uprightBass = (): Instrument => pluck({ ring_s: 3, brightness: 0.3, position: 0.3, damp_s: 0.09 })
