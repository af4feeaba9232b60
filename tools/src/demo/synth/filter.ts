import type { Effect } from './stereo.ts'
import { sampleRate } from './stereo.ts'

export type FilterMode = 'low' | 'band' | 'high'

/**
 * A state-variable filter (trapezoidal integration, 12 dB an octave), in place.
 * `cutoffAt` is asked once every 32 samples, so sweeping is cheap; the band output peaks at 1.
 */
export function filter(sound: Float32Array, mode: FilterMode, cutoffAt: (sample: number) => number, resonance = 0.707): void {
  const damping = 1 / resonance
  let first = 0
  let second = 0
  for (let from = 0; from < sound.length; from += 32) {
    const g = Math.tan((Math.PI * Math.max(20, Math.min(18_500, cutoffAt(from)))) / sampleRate)
    const a1 = 1 / (1 + g * (g + damping))
    const a2 = g * a1
    const a3 = g * a2
    const to = Math.min(from + 32, sound.length)
    for (let i = from; i < to; i++) {
      const input = sound[i] ?? 0
      const v3 = input - second
      const band = a1 * first + a2 * v3
      const low = second + a2 * first + a3 * v3
      first = 2 * band - first
      second = 2 * low - second
      sound[i] = mode === 'low' ? low : mode === 'band' ? band * damping : input - damping * band - low
    }
  }
}

/** A filter over a whole track; a function of time in seconds makes it sweep. */
export function filterTrack(mode: FilterMode, cutoff_hz: number | ((at_s: number) => number), resonance = 0.707): Effect {
  const cutoffAt = typeof cutoff_hz === 'number' ? () => cutoff_hz : (sample: number) => cutoff_hz(sample / sampleRate)
  return ({ left, right }) => {
    filter(left, mode, cutoffAt, resonance)
    filter(right, mode, cutoffAt, resonance)
  }
}
