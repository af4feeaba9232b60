import type { Effect } from './stereo.ts'
import { sampleRate } from './stereo.ts'
import { fastSine } from './wavetable.ts'

export interface Room {
  /** Seconds for the sound to fall by 60 dB. */
  decay_s: number
  /** How much sooner the treble dies: 0 never, 1 at once. */
  damping: number
  /** 1 is a hall, smaller is nearer. */
  size: number
}

const lines = 8
const lineSize = 8192
const lengths = [1423, 1777, 2137, 2473, 2837, 3301, 3821, 4391]
const diffusers = [223, 359, 557, 797]

/** A hall: four all-passes a side feed a network of eight delay lines mixed by a Hadamard matrix (Jot 1991). Wet only. */
export function reverb({ decay_s, damping, size }: Room): Effect {
  return ({ left, right }) => {
    diffuse(left, 0)
    diffuse(right, 29)
    const delays = lengths.map((length) => Math.round(length * size))
    const memory = new Float32Array(lines * lineSize)
    const gains = Float64Array.from(delays, (delay) => 10 ** ((-3 * delay) / (decay_s * sampleRate)) / Math.sqrt(lines))
    const reads = new Float64Array(lines)
    const taps = new Float64Array(lines)
    const state = new Float64Array(lines)
    const keep = damping * 0.85
    for (let i = 0; i < left.length; i++) {
      // The lines breathe by a few samples so that no resonance stands still.
      if ((i & 63) === 0) {
        for (let n = 0; n < lines; n++) reads[n] = (delays[n] ?? 0) + 6 + 5 * fastSine(n / lines + ((0.31 + 0.07 * n) * i) / sampleRate)
      }
      for (let n = 0; n < lines; n++) {
        const back = reads[n] ?? 0
        const whole = back | 0
        const near = memory[n * lineSize + ((i - whole) & (lineSize - 1))] ?? 0
        const far = memory[n * lineSize + ((i - whole - 1) & (lineSize - 1))] ?? 0
        const tap = near + (far - near) * (back - whole)
        state[n] = tap + keep * ((state[n] ?? 0) - tap)
        taps[n] = state[n] ?? 0
      }
      const dryLeft = left[i] ?? 0
      const dryRight = right[i] ?? 0
      left[i] = 0.5 * ((taps[0] ?? 0) + (taps[2] ?? 0) - (taps[4] ?? 0) + (taps[6] ?? 0))
      right[i] = 0.5 * ((taps[1] ?? 0) - (taps[3] ?? 0) + (taps[5] ?? 0) + (taps[7] ?? 0))
      for (let half = 1; half < lines; half <<= 1) {
        for (let n = 0; n < lines; n++) {
          if ((n & half) !== 0) continue
          const a = taps[n] ?? 0
          const b = taps[n + half] ?? 0
          taps[n] = a + b
          taps[n + half] = a - b
        }
      }
      for (let n = 0; n < lines; n++) {
        memory[n * lineSize + (i & (lineSize - 1))] = (taps[n] ?? 0) * (gains[n] ?? 0) + ((n & 1) === 0 ? dryLeft : dryRight)
      }
    }
  }
}

function diffuse(sound: Float32Array, offset: number): void {
  for (const length of diffusers) {
    const delay = length + offset
    const memory = new Float32Array(delay)
    for (let i = 0, at = 0; i < sound.length; i++) {
      const old = memory[at] ?? 0
      const input = (sound[i] ?? 0) - 0.6 * old
      memory[at] = input
      sound[i] = old + 0.6 * input
      at = at + 1 === delay ? 0 : at + 1
    }
  }
}
