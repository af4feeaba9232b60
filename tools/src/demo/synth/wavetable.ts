import { sampleRate } from './stereo.ts'

const size = 4096
const mask = size - 1
const mostHarmonics = 512
const sineCycle = Float64Array.from({ length: size }, (_, i) => Math.sin((2 * Math.PI * i) / size))

/** One cycle at several richnesses, half an octave apart, so that a note never holds a harmonic above the audible band. */
export interface Wavetable {
  levels: { harmonics: number; cycle: Float32Array }[]
}

/** A band-limited wave from the amplitudes of its harmonics (1 is the fundamental), scaled to a peak of 1. */
export function wavetable(amplitude: (harmonic: number) => number): Wavetable {
  const sum = new Float64Array(size)
  const levels: Wavetable['levels'] = []
  let harmonic = 0
  for (let limit = 1; limit <= mostHarmonics; limit = Math.ceil(limit * Math.SQRT2)) {
    while (harmonic < limit) {
      harmonic += 1
      const gain = amplitude(harmonic)
      if (gain === 0) continue
      for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + gain * (sineCycle[(i * harmonic) & mask] ?? 0)
    }
    const cycle = new Float32Array(size + 1)
    cycle.set(sum)
    cycle[size] = sum[0] ?? 0
    levels.push({ harmonics: limit, cycle })
  }
  const peak = sum.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  for (const { cycle } of levels) for (let i = 0; i <= size; i++) cycle[i] = (cycle[i] ?? 0) / peak
  return { levels }
}

/** The richest cycle whose harmonics all stay below 19 kHz at this pitch. */
export function cycleFor(table: Wavetable, frequency_hz: number): Float32Array {
  const fits = table.levels.findLast(({ harmonics }) => harmonics * frequency_hz < 19_000) ?? table.levels[0]
  return fits?.cycle ?? new Float32Array(size + 1)
}

/** Adds an oscillator to `out`; `bend` holds one frequency ratio for every 32 samples. The phase is in cycles. */
export function oscillate(
  out: Float32Array,
  cycle: Float32Array,
  frequency_hz: number,
  phase: number,
  gain: number,
  bend: Float32Array,
): void {
  const step = (frequency_hz * size) / sampleRate
  let position = (phase - Math.floor(phase)) * size
  for (let from = 0; from < out.length; from += 32) {
    const bentStep = step * (bend[from >> 5] ?? 1)
    const to = Math.min(from + 32, out.length)
    for (let i = from; i < to; i++) {
      const index = position | 0
      const low = cycle[index] ?? 0
      out[i] = (out[i] ?? 0) + gain * (low + ((cycle[index + 1] ?? 0) - low) * (position - index))
      position += bentStep
      if (position >= size) position -= size
    }
  }
}

/** A sine by table look-up, several times cheaper than `Math.sin`; the phase is in cycles and not negative. */
export function fastSine(phase: number): number {
  const position = phase * size
  const index = Math.floor(position)
  const low = sineCycle[index & mask] ?? 0
  return low + ((sineCycle[(index + 1) & mask] ?? 0) - low) * (position - index)
}

export const saw = wavetable((n) => 1 / n)
export const square = wavetable((n) => (n % 2 === 1 ? 1 / n : 0))
export const triangle = wavetable((n) => (n % 2 === 1 ? (n % 4 === 1 ? 1 : -1) / (n * n) : 0))
export const sine = wavetable((n) => (n === 1 ? 1 : 0))
/** A quarter pulse: the nasal, bright voice of early game consoles. */
export const quarterPulse = wavetable((n) => Math.sin((Math.PI * n) / 4) / n)
/** Rounder than a saw: bowed and blown sounds. */
export const mellow = wavetable((n) => 1 / n ** 1.7)
/** Drawbars 16', 8', 5⅓', 4', 2⅔' of an organ. */
export const drawbars = wavetable((n) => [0.7, 1, 0.45, 0.4, 0, 0.18, 0, 0.12][n - 1] ?? 0)
