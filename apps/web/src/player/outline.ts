/** The loudest of each stretch: `count` heights out of however many peaks there are. */
export function resample(peaks: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count))
    return Math.max(0, ...peaks.slice(from, to))
  })
}

/** Heights of 0–1, the loudest of them 1; silence stays silent. */
export function normalise(peaks: readonly number[]): number[] {
  const loudest = Math.max(...peaks)
  return loudest > 0 ? peaks.map((peak) => peak / loudest) : peaks.map(() => 0)
}
