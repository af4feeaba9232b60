import type { Stereo } from '../synth/stereo.ts'
import { sampleRate } from '../synth/stereo.ts'

/** A second-order section, `a0` being 1. */
interface Section {
  b: [number, number, number]
  a: [number, number]
}

/** The K-weighting of ITU-R BS.1770-4 annex 1: a shelf for the head, then a high-pass, moved from 48 kHz to our rate. */
const kWeighting: [Section, Section] = [
  headShelf(1681.974450955533, 3.999843853973347, 0.7071752369554196),
  highPass(38.13547087602444, 0.5003270373238773),
]

function headShelf(centre_hz: number, gain_db: number, quality: number): Section {
  const k = Math.tan((Math.PI * centre_hz) / sampleRate)
  const high = 10 ** (gain_db / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / quality + k * k
  return {
    b: [(high + (band * k) / quality + k * k) / a0, (2 * (k * k - high)) / a0, (high - (band * k) / quality + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / quality + k * k) / a0],
  }
}

function highPass(corner_hz: number, quality: number): Section {
  const k = Math.tan((Math.PI * corner_hz) / sampleRate)
  const a0 = 1 + k / quality + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / quality + k * k) / a0] }
}

/** Integrated loudness in LUFS (ITU-R BS.1770-4): K-weighted power of 400 ms blocks, 75 % overlapped, gated at -70 LUFS and 10 LU below. */
export function loudness_lufs({ left, right }: Stereo): number {
  const hop = sampleRate / 10
  const powers = stepPowers(left, hop)
  stepPowers(right, hop).forEach((power, i) => { powers[i] = (powers[i] ?? 0) + power })
  const blocks = Array.from(
    { length: Math.max(0, powers.length - 3) },
    (_, i) => powers.slice(i, i + 4).reduce((sum, power) => sum + power, 0) / 4,
  )
  const audible = blocks.filter((power) => toLufs(power) > -70)
  const relative = toLufs(mean(audible)) - 10
  return toLufs(mean(audible.filter((power) => toLufs(power) > relative)))
}

const toLufs = (power: number): number => -0.691 + 10 * Math.log10(power)
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean square of the weighted signal in each step of 100 ms. */
function stepPowers(sound: Float32Array, hop: number): number[] {
  const [shelf, high] = kWeighting
  const [b0, b1, b2] = shelf.b
  const [a1, a2] = shelf.a
  const [c1, c2] = high.a
  let [x1, x2, y1, y2, z1, z2] = [0, 0, 0, 0, 0, 0]
  const powers: number[] = []
  for (let from = 0; from + hop <= sound.length; from += hop) {
    let sum = 0
    for (let i = from; i < from + hop; i++) {
      const x = sound[i] ?? 0
      const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
      const z = y - 2 * y1 + y2 - c1 * z1 - c2 * z2
      x2 = x1
      x1 = x
      y2 = y1
      y1 = y
      z2 = z1
      z1 = z
      sum += z * z
    }
    powers.push(sum / hop)
  }
  return powers
}
