import type { Envelope } from './envelope.ts'
import { drawEnvelope, envelopeSamples } from './envelope.ts'
import { filter } from './filter.ts'
import type { Instrument } from './stereo.ts'
import { addMono, sampleRate, scratch } from './stereo.ts'
import type { Wavetable } from './wavetable.ts'
import { cycleFor, fastSine, oscillate, sine } from './wavetable.ts'

/** A synthesiser voice: oscillators → low-pass → amplifier. */
export interface Patch {
  wave: Wavetable
  amp: Envelope
  /** Detuned copies, spread over the stereo field. */
  unison?: { voices: number; detune_cents: number; width: number }
  /** Gain of a sine an octave below. */
  sub?: number
  /** Gain of breath: noise around the note. */
  breath?: number
  filter?: { cutoff_hz: number; sweep_octaves?: number; sweep?: Envelope; resonance?: number }
  vibrato?: { rate_hz: number; cents: number; onset_s: number }
}

/** Builds an instrument from a patch. Velocity sets loudness and opens the filter by up to an octave. */
export function subtractive({ wave, amp, unison, sub = 0, breath = 0, filter: lowPass, vibrato }: Patch): Instrument {
  const { voices, detune_cents, width } = unison ?? { voices: 1, detune_cents: 0, width: 0 }
  const sides = [scratch(), scratch()]
  const loudnessOf = scratch()
  const sweepOf = scratch()
  const bendOf = scratch()
  return (out, start, { frequency_hz, held_s, velocity, pan, random }) => {
    const samples = Math.min(envelopeSamples(amp, held_s), out.left.length - start)
    if (samples <= 0) return
    const loudness = loudnessOf(samples)
    drawEnvelope(loudness, amp, held_s)
    const sweep = sweepOf(samples)
    drawEnvelope(sweep, lowPass?.sweep ?? amp, held_s)
    const bend = bendOf(Math.ceil(samples / 32)).fill(1)
    if (vibrato !== undefined) drawVibrato(bend, vibrato, random())

    sides.slice(0, voices > 1 && width > 0 ? 2 : 1).forEach((bufferOf, side, used) => {
      const sound = bufferOf(samples)
      for (let voice = side; voice < voices; voice += used.length) {
        const spread = voices > 1 ? (voice / (voices - 1)) * 2 - 1 : 0
        const detuned = frequency_hz * 2 ** ((spread * detune_cents) / 1200)
        oscillate(sound, cycleFor(wave, detuned), detuned, random(), Math.sqrt(used.length / voices), bend)
      }
      if (sub > 0) oscillate(sound, cycleFor(sine, frequency_hz), frequency_hz / 2, 0, sub, bend)
      if (breath > 0) for (let i = 0; i < samples; i++) sound[i] = (sound[i] ?? 0) + (random() * 2 - 1) * breath
      if (lowPass !== undefined) {
        const { cutoff_hz, sweep_octaves = 0, resonance = 0.707 } = lowPass
        const rest = cutoff_hz * 2 ** (velocity - 1) * Math.sqrt(frequency_hz / 261.6)
        filter(sound, 'low', (i) => rest * 2 ** (sweep_octaves * (sweep[i] ?? 0)), resonance)
      }
      for (let i = 0; i < samples; i++) sound[i] = (sound[i] ?? 0) * (loudness[i] ?? 0)
      addMono(out, start, sound, samples, velocity / used.length, used.length === 1 ? pan : pan + (side * 2 - 1) * width)
    })
  }
}

function drawVibrato(bend: Float32Array, { rate_hz, cents, onset_s }: NonNullable<Patch['vibrato']>, phase: number): void {
  for (let block = 0; block < bend.length; block++) {
    const at_s = (block * 32) / sampleRate
    const depth = (cents / 1200) * Math.min(1, at_s / onset_s)
    bend[block] = 2 ** (depth * fastSine(phase + rate_hz * at_s))
  }
}
