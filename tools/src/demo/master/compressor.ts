import type { Stereo } from '../synth/stereo.ts'
import { sampleRate } from '../synth/stereo.ts'

/** A gentle bus compressor, in place: 1.8 to 1 above `threshold_db` with a soft knee, both sides moved alike so that the image stays. */
export function compress({ left, right }: Stereo, threshold_db: number): void {
  const knee_db = 8
  const slope = 1 - 1 / 1.8
  const attack = 1 - Math.exp(-32 / (0.025 * sampleRate))
  const release = 1 - Math.exp(-32 / (0.25 * sampleRate))
  let power = 0
  let reduction_db = 0
  let gain = 1
  for (let from = 0; from < left.length; from += 32) {
    const to = Math.min(from + 32, left.length)
    let sum = 0
    for (let i = from; i < to; i++) sum += (left[i] ?? 0) ** 2 + (right[i] ?? 0) ** 2
    power += 0.15 * (sum / 64 - power)
    const over_db = 10 * Math.log10(power + 1e-12) - threshold_db
    const bent = Math.max(0, Math.min(knee_db, over_db + knee_db / 2))
    const wanted_db = slope * (over_db > knee_db / 2 ? over_db : (bent * bent) / (2 * knee_db))
    reduction_db += (wanted_db > reduction_db ? attack : release) * (wanted_db - reduction_db)
    const next = 10 ** (-reduction_db / 20)
    for (let i = from; i < to; i++) {
      const smooth = gain + ((next - gain) * (i - from)) / 32
      left[i] = (left[i] ?? 0) * smooth
      right[i] = (right[i] ?? 0) * smooth
    }
    gain = next
  }
}
