import type { Instrument } from './stereo.ts'
import { subtractive } from './subtractive.ts'
import { drawbars, mellow, quarterPulse, saw, sine, square, triangle } from './wavetable.ts'

/** A wide, slow cushion. */
export const warmPad = (cutoff_hz = 900): Instrument => subtractive({
  wave: saw, unison: { voices: 6, detune_cents: 11, width: 0.8 }, amp: { attack_s: 1.3, decay_s: 3, sustain: 0.8, release_s: 2.4 },
  filter: { cutoff_hz, sweep_octaves: 0.8, sweep: { attack_s: 2.2, decay_s: 4, sustain: 0.4, release_s: 2.4 } },
})

/** Breathing glass: nearly sines, slow. */
export const glassPad = (): Instrument => subtractive({
  wave: triangle, unison: { voices: 4, detune_cents: 7, width: 0.9 }, amp: {
    attack_s: 2,
    decay_s: 4,
    sustain: 0.7,
    release_s: 3.5,
  }, breath: 0.03,
  filter: { cutoff_hz: 1400 },
})

/** A string section; the bows take `attack_s` to speak. */
export const strings = (attack_s = 0.35, cutoff_hz = 2200): Instrument => subtractive({
  wave: saw, unison: { voices: 6, detune_cents: 9, width: 0.7 }, amp: { attack_s, decay_s: 1, sustain: 0.85, release_s: 0.7 }, breath: 0.02,
  filter: {
    cutoff_hz,
    sweep_octaves: 0.5,
    sweep: { attack_s: attack_s * 2, decay_s: 2, sustain: 0.6, release_s: 0.8 },
  }, vibrato: { rate_hz: 5.2, cents: 7, onset_s: 0.6 },
})

/** A soft horn that opens as it is blown harder. */
export const horn = (): Instrument => subtractive({
  wave: mellow, unison: { voices: 2, detune_cents: 4, width: 0.25 }, amp: { attack_s: 0.12, decay_s: 0.6, sustain: 0.8, release_s: 0.35 },
  filter: {
    cutoff_hz: 1300,
    sweep_octaves: 1,
    sweep: { attack_s: 0.2, decay_s: 0.8, sustain: 0.5, release_s: 0.4 },
  }, vibrato: { rate_hz: 4.8, cents: 8, onset_s: 0.7 },
})

export const flute = (): Instrument => subtractive({
  wave: mellow, amp: { attack_s: 0.06, decay_s: 0.3, sustain: 0.85, release_s: 0.16 }, breath: 0.14,
  filter: { cutoff_hz: 1700, sweep_octaves: 0.4 }, vibrato: { rate_hz: 5.1, cents: 13, onset_s: 0.45 },
})

/** A melodica: reeds, a little out of tune with themselves. */
export const melodica = (): Instrument => subtractive({
  wave: square, unison: { voices: 2, detune_cents: 6, width: 0.2 }, amp: {
    attack_s: 0.04,
    decay_s: 0.3,
    sustain: 0.8,
    release_s: 0.1,
  }, breath: 0.05,
  filter: { cutoff_hz: 1500, sweep_octaves: 0.6 }, vibrato: { rate_hz: 5.6, cents: 10, onset_s: 0.4 },
})

export const organStab = (): Instrument => subtractive({
  wave: drawbars, amp: { attack_s: 0.006, decay_s: 0.12, sustain: 0.55, release_s: 0.06 }, filter: { cutoff_hz: 2200 },
})

/** A singing lead. */
export const lead = (): Instrument => subtractive({
  wave: saw, unison: { voices: 3, detune_cents: 8, width: 0.35 }, amp: {
    attack_s: 0.02,
    decay_s: 0.4,
    sustain: 0.75,
    release_s: 0.3,
  }, sub: 0.15,
  filter: {
    cutoff_hz: 2400,
    sweep_octaves: 1,
    sweep: { attack_s: 0.03, decay_s: 0.5, sustain: 0.4, release_s: 0.3 },
    resonance: 1.1,
  }, vibrato: { rate_hz: 5.4, cents: 14, onset_s: 0.35 },
})

/** Short and bright, for arpeggios. */
export const blip = (cutoff_hz = 1500): Instrument => subtractive({
  wave: saw, unison: { voices: 2, detune_cents: 6, width: 0.4 }, amp: { attack_s: 0.003, decay_s: 0.22, sustain: 0.15, release_s: 0.12 },
  filter: { cutoff_hz, sweep_octaves: 1.8, sweep: { attack_s: 0.002, decay_s: 0.16, sustain: 0, release_s: 0.1 }, resonance: 1.4 },
})

/** A wall of saws for chords. */
export const wideSaws = (): Instrument => subtractive({
  wave: saw, unison: { voices: 6, detune_cents: 16, width: 0.9 }, amp: { attack_s: 0.05, decay_s: 0.8, sustain: 0.8, release_s: 0.5 },
  filter: { cutoff_hz: 2300, sweep_octaves: 0.8 },
})

export const synthBass = (): Instrument => subtractive({
  wave: saw, amp: { attack_s: 0.004, decay_s: 0.3, sustain: 0.6, release_s: 0.06 }, sub: 0.5,
  filter: { cutoff_hz: 700, sweep_octaves: 1.6, sweep: { attack_s: 0.002, decay_s: 0.14, sustain: 0.15, release_s: 0.06 }, resonance: 1.1 },
})

/** Nothing but the bottom, with just enough above it to be heard on small loudspeakers. */
export const deepBass = (): Instrument => subtractive({
  wave: mellow, amp: { attack_s: 0.008, decay_s: 0.5, sustain: 0.75, release_s: 0.07 }, sub: 0.25, filter: { cutoff_hz: 520 },
})

export const chipLead = (): Instrument => subtractive({
  wave: quarterPulse, amp: {
    attack_s: 0.003,
    decay_s: 0.18,
    sustain: 0.6,
    release_s: 0.04,
  }, vibrato: { rate_hz: 6.2, cents: 16, onset_s: 0.3 },
})

export const chipSquare = (): Instrument => subtractive(
  { wave: square, amp: { attack_s: 0.002, decay_s: 0.07, sustain: 0.35, release_s: 0.03 } }
)
export const chipBass = (): Instrument => subtractive(
  { wave: triangle, amp: { attack_s: 0.003, decay_s: 0.3, sustain: 0.85, release_s: 0.03 }, sub: 0.25 }
)
/** A drone that only swells. */
export const drone = (): Instrument => subtractive({ wave: sine, amp: { attack_s: 3, decay_s: 1, sustain: 1, release_s: 3 }, sub: 0.3 })
