import { seeded } from '../synth/random.ts'

/** 16-bit samples, with triangular noise of one step so that quiet tails fade into hiss and not into distortion. */
export function dithered(sound: Float32Array, seed: number): Int16Array {
  const random = seeded(seed)
  const samples = new Int16Array(sound.length)
  for (let i = 0; i < sound.length; i++) {
    const value = sound[i] ?? 0
    const noise = value === 0 ? 0 : random() - random()
    samples[i] = Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767 + noise)))
  }
  return samples
}
