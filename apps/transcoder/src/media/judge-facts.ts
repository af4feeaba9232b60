import { Refusal } from './rejection.ts'

export const limits = {
  sample_rate_hz: { min: 8_000, max: 192_000 },
  channels: 8,
  duration_s: { min: 1, max: 4 * 60 * 60 }
} as const

/** Seconds by which a decoder may disagree with a declaration of `duration_s`: half a second, or two per cent of a long song. */
export const toleranceOf = (duration_s: number) => Math.max(0.5, 0.02 * duration_s)

/** Refuses what lies outside of {@link limits}, by what a file says of itself. Every declared duration counts. Throws {@link Refusal}. */
export function judgeFacts(facts: { sample_rate_hz: number; channels: number; declared_s: readonly number[] }): void {
  const { sample_rate_hz, channels, declared_s } = facts
  if (!(sample_rate_hz >= limits.sample_rate_hz.min && sample_rate_hz <= limits.sample_rate_hz.max)) {
    throw new Refusal('unsupported_sample_rate', `${sample_rate_hz} Hz`)
  }
  if (channels > limits.channels) throw new Refusal('too_many_channels', `${channels} channels`)
  if (!(channels >= 1)) throw new Refusal('corrupt_audio', `${channels} channels`)
  const longest = Math.max(...declared_s)
  const shortest = Math.min(...declared_s)
  if (!Number.isFinite(longest)) throw new Refusal('corrupt_audio', `declares ${declared_s.join(' and ')} s`)
  if (longest > limits.duration_s.max) throw new Refusal('too_long', `${longest} s`)
  if (longest < limits.duration_s.min) throw new Refusal('too_short', `${longest} s`)
  if (longest - shortest > toleranceOf(longest)) throw new Refusal('truncated_audio', `declares ${longest} s and has ${shortest} s`)
}

/** A cut-off last frame gives a decoder this many lines to complain in; damage all over the file gives it more. */
const last_words = 4

/** Holds what was decoded, and what the decoder complained of meanwhile, against what was declared. Throws {@link Refusal}. */
export function judgeDecoded(decoded_s: number, declared_s: readonly number[], complaints: readonly string[]): void {
  const declared = Math.max(...declared_s)
  const tolerance = toleranceOf(declared)
  const short = decoded_s < declared - tolerance
  if (complaints.length > 0 && !(short && decoded_s > 0 && complaints.length <= last_words)) {
    throw new Refusal('corrupt_audio', complaints.slice(0, 3).join(' | '))
  }
  if (short) throw new Refusal('truncated_audio', `${decoded_s} s of ${declared} s decoded`)
  if (decoded_s > declared + tolerance) throw new Refusal('corrupt_audio', `${decoded_s} s decoded, ${declared} s declared`)
  if (decoded_s < limits.duration_s.min) throw new Refusal('too_short', `${decoded_s} s decoded`)
}
