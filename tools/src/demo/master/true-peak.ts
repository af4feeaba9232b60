const tapsPerPhase = 16
/** Three phases between two samples (the fourth is the sample itself): a windowed sinc, as in ITU-R BS.1770-4 annex 2, with more taps. */
const phases = [0.25, 0.5, 0.75].map((fraction) =>
  Float64Array.from({ length: tapsPerPhase }, (_, tap) => {
    const x = tap - tapsPerPhase / 2 + 1 - fraction
    const window = 0.42 + 0.5 * Math.cos((2 * Math.PI * x) / tapsPerPhase) + 0.08 * Math.cos((4 * Math.PI * x) / tapsPerPhase)
    return (Math.sin(Math.PI * x) / (Math.PI * x)) * window
  }),
)

/** The largest magnitude of the wave from sample `i` to the next, looked at four times a sample. */
export function peakBetween(sound: Float32Array, i: number): number {
  let peak = Math.abs(sound[i] ?? 0)
  const first = i - tapsPerPhase / 2 + 1
  for (const phase of phases) {
    let sum = 0
    for (let tap = 0; tap < tapsPerPhase; tap++) sum += (phase[tap] ?? 0) * (sound[first + tap] ?? 0)
    peak = Math.max(peak, Math.abs(sum))
  }
  return peak
}

/** True peak of a channel, as a factor of full scale. */
export function truePeak(sound: Float32Array): number {
  let peak = 0
  for (let i = 0; i < sound.length; i++) {
    // Between samples the wave rises at most a few decibels over them: quiet places can't hold the peak.
    if (Math.max(Math.abs(sound[i] ?? 0), Math.abs(sound[i + 1] ?? 0)) > peak * 0.5) peak = Math.max(peak, peakBetween(sound, i))
  }
  return peak
}
