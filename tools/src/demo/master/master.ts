import { filter } from '../synth/filter.ts'
import type { Stereo } from '../synth/stereo.ts'
import { fromDecibels } from '../synth/stereo.ts'
import { compress } from './compressor.ts'
import { limit } from './limiter.ts'
import { loudness_lufs } from './loudness.ts'

export const target_lufs = -16
const ceiling = fromDecibels(-1.3)

/** Masters a mix: no rumble, gentle compression, then as loud as `target_lufs` under a true-peak limiter. */
export function master(mix: Stereo): Stereo {
  for (const side of [mix.left, mix.right]) filter(side, 'high', () => 24)
  amplify(mix, target_lufs - loudness_lufs(mix))
  compress(mix, -16)
  let gain_db = target_lufs - loudness_lufs(mix)
  for (let round = 0; ; round++) {
    const loud = limit(amplify({ left: mix.left.slice(), right: mix.right.slice() }, gain_db), ceiling)
    const short_db = target_lufs - loudness_lufs(loud)
    if (Math.abs(short_db) < 0.15 || round === 3) return loud
    gain_db += short_db
  }
}

function amplify(sound: Stereo, gain_db: number): Stereo {
  const gain = fromDecibels(gain_db)
  for (const side of [sound.left, sound.right]) for (let i = 0; i < side.length; i++) side[i] = (side[i] ?? 0) * gain
  return sound
}
