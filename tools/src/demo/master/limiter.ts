import type { Stereo } from '../synth/stereo.ts'
import { sampleRate } from '../synth/stereo.ts'
import { peakBetween } from './true-peak.ts'

const lookahead = 220
const releasePerSample = 1 - Math.exp(-1 / (0.12 * sampleRate))

/**
 * A look-ahead limiter that knows the peaks between the samples: what comes out stays at or below `ceiling`.
 * The gain a peak needs is held over the look-ahead (a sliding minimum) and then averaged over it, so it arrives without a corner.
 */
export function limit({ left, right }: Stereo, ceiling: number): Stereo {
  const length = left.length
  const needed = new Float32Array(length + 2 * lookahead).fill(1)
  for (let i = 0; i < length; i++) {
    const near = Math.max(Math.abs(left[i] ?? 0), Math.abs(right[i] ?? 0), Math.abs(left[i + 1] ?? 0), Math.abs(right[i + 1] ?? 0))
    if (near < ceiling * 0.5) continue
    const peak = Math.max(peakBetween(left, i), peakBetween(right, i))
    if (peak > ceiling) needed[i + lookahead] = ceiling / peak
  }
  const held = slidingMinimum(needed)
  let gain = 1
  for (let i = 0; i < held.length; i++) {
    gain = Math.min(held[i] ?? 1, gain + (1 - gain) * releasePerSample)
    held[i] = gain
  }
  const out = { left: new Float32Array(length), right: new Float32Array(length) }
  let sum = 0
  for (let i = 0; i < length + lookahead; i++) {
    sum += held[i] ?? 1
    if (i >= lookahead) sum -= held[i - lookahead] ?? 1
    if (i < lookahead) continue
    const smooth = i >= lookahead ? sum / lookahead : 1
    out.left[i - lookahead] = (left[i - lookahead] ?? 0) * smooth
    out.right[i - lookahead] = (right[i - lookahead] ?? 0) * smooth
  }
  return out
}

/** The least of each value and the `lookahead` after it, in one pass (a monotonic queue). */
function slidingMinimum(values: Float32Array): Float32Array {
  const least = new Float32Array(values.length)
  const queue = new Int32Array(values.length)
  let head = 0
  let tail = 0
  for (let i = 0; i < values.length; i++) {
    while (tail > head && (values[queue[tail - 1] ?? 0] ?? 1) >= (values[i] ?? 1)) tail -= 1
    queue[tail] = i
    tail += 1
    if ((queue[head] ?? 0) < i - lookahead) head += 1
    least[Math.max(0, i - lookahead)] = values[queue[head] ?? 0] ?? 1
  }
  return least
}
