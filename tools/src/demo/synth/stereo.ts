import type { Random } from './random.ts'

/** Samples per second of everything the studio makes. */
export const sampleRate = 44_100

export interface Stereo {
  left: Float32Array
  right: Float32Array
}

/** One note as an instrument hears it. Pan goes from -1 (left) to 1 (right), velocity from 0 to 1. */
export interface Voice {
  frequency_hz: number
  held_s: number
  velocity: number
  pan: number
  random: Random
}

/** Adds one note to `out`, starting at sample `start`; what would reach past the end is left out. */
export type Instrument = (out: Stereo, start: number, voice: Voice) => void

/** Changes a whole track in place. */
export type Effect = (track: Stereo) => void

/** Two channels of silence. */
export function silence(samples: number): Stereo {
  return { left: new Float32Array(samples), right: new Float32Array(samples) }
}

export const fromDecibels = (db: number): number => 10 ** (db / 20)

/** Equal-power gains of a position between the loudspeakers, 1 and 1 in the middle. */
export function panGains(pan: number): { left: number; right: number } {
  const angle = ((Math.max(-1, Math.min(1, pan)) + 1) * Math.PI) / 4
  return { left: Math.SQRT2 * Math.cos(angle), right: Math.SQRT2 * Math.sin(angle) }
}

/** Adds a mono sound to a stereo one at `start`, placed by `pan`. */
export function addMono(out: Stereo, start: number, sound: Float32Array, samples: number, gain: number, pan: number): void {
  const { left, right } = panGains(pan)
  const count = Math.min(samples, out.left.length - start)
  for (let i = Math.max(0, -start); i < count; i++) {
    const value = (sound[i] ?? 0) * gain
    out.left[start + i] = (out.left[start + i] ?? 0) + value * left
    out.right[start + i] = (out.right[start + i] ?? 0) + value * right
  }
}

/** A buffer that is used again and again: each call gives `samples` zeros in the same memory. */
export function scratch(): (samples: number) => Float32Array {
  let memory = new Float32Array(sampleRate)
  return (samples) => {
    if (memory.length < samples) memory = new Float32Array(samples * 2)
    return memory.subarray(0, samples).fill(0)
  }
}
