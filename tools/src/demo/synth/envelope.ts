import { sampleRate } from './stereo.ts'

/** Times in seconds, sustain from 0 to 1. */
export interface Envelope {
  attack_s: number
  decay_s: number
  sustain: number
  release_s: number
}

/** How many samples a note sounds that is held for `held_s`. */
export const envelopeSamples = (envelope: Envelope, held_s: number): number => Math.ceil((held_s + envelope.release_s) * sampleRate)

/** Draws the envelope over the whole of `out`: a rounded attack, and decay and release that fall as capacitors do. It ends at 0. */
export function drawEnvelope(out: Float32Array, { attack_s, decay_s, sustain, release_s }: Envelope, held_s: number): void {
  const attack = Math.max(1, Math.round(attack_s * sampleRate))
  const held = Math.min(out.length, Math.round(held_s * sampleRate))
  const fall = Math.exp(-4 / Math.max(1, decay_s * sampleRate))
  let level = 0
  for (let i = 0; i < held; i++) {
    level = i < attack ? 0.5 - 0.5 * Math.cos((Math.PI * (i + 1)) / attack) : sustain + (level - sustain) * fall
    out[i] = level
  }
  const release = Math.max(1, release_s * sampleRate)
  const releaseFall = Math.exp(-5 / release)
  const floor = Math.exp(-5)
  let remaining = 1
  for (let i = held; i < out.length; i++) {
    remaining *= releaseFall
    out[i] = (level * Math.max(0, remaining - floor)) / (1 - floor)
  }
}
