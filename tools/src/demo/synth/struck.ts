import type { Instrument } from './stereo.ts'
import { addMono, sampleRate } from './stereo.ts'

/** One mode of a struck body: a sine at `ratio` times the note that dies away by 60 dB in `decay_s`. */
export interface Mode {
  ratio: number
  gain: number
  decay_s: number
}

export interface Body {
  modes: (frequency_hz: number, velocity: number) => Mode[]
  /** How long the note goes on after its key is let go. */
  damp_s: number
  /** Time in which the blow lands: short is hard. */
  contact_s: number
  /** Gain of the knock of the hammer or mallet. */
  knock?: number
}

const loudnesses = 4

/** An instrument from the modes of a struck body. Each key is computed once for each of four loudnesses and then reused. */
export function struck({ modes, damp_s, contact_s, knock = 0 }: Body): Instrument {
  const rung = new Map<string, Float32Array>()
  return (out, start, { frequency_hz, held_s, velocity, pan, random }) => {
    const layer = Math.max(1, Math.ceil(velocity * loudnesses)) / loudnesses
    const key = `${frequency_hz.toFixed(2)} ${layer}`
    const sound = rung.get(key) ?? strike(modes(frequency_hz, layer), frequency_hz, contact_s, knock * layer, random)
    rung.set(key, sound)
    addMono(out, start, damped(sound, held_s, damp_s), sound.length, velocity, pan)
  }
}

function strike(modes: Mode[], frequency_hz: number, contact_s: number, knock: number, random: () => number): Float32Array {
  const longest_s = modes.reduce((most, { decay_s }) => Math.max(most, decay_s), 0.1)
  const sound = new Float32Array(Math.ceil(longest_s * sampleRate))
  for (const { ratio, gain, decay_s } of modes) {
    const hz = frequency_hz * ratio
    if (hz > 16_000) continue
    const samples = Math.min(sound.length, Math.ceil(decay_s * sampleRate))
    const shrink = Math.exp(-6.9 / samples)
    const turn = (2 * Math.PI * hz) / sampleRate
    // A complex number turned and shrunk once a sample: a decaying sine without calling Math.sin.
    const cos = Math.cos(turn) * shrink
    const sin = Math.sin(turn) * shrink
    let real = gain
    let imaginary = 0
    for (let i = 0; i < samples; i++) {
      sound[i] = (sound[i] ?? 0) + imaginary
      const next = real * cos - imaginary * sin
      imaginary = real * sin + imaginary * cos
      real = next
    }
  }
  let thump = 0
  for (let i = 0; i < Math.min(sound.length, 2000); i++) {
    thump += 0.12 * ((random() * 2 - 1) * Math.exp(-i / 350) - thump)
    sound[i] = (sound[i] ?? 0) + thump * knock
  }
  const contact = Math.max(16, Math.round(contact_s * sampleRate))
  for (let i = 0; i < contact; i++) sound[i] = (sound[i] ?? 0) * (0.5 - 0.5 * Math.cos((Math.PI * i) / contact))
  return sound
}

/** A copy that falls silent after `held_s`. */
function damped(sound: Float32Array, held_s: number, damp_s: number): Float32Array {
  const held = Math.round(held_s * sampleRate)
  const end = Math.min(sound.length, held + Math.round(damp_s * sampleRate))
  const copy = sound.slice(0, end)
  for (let i = held; i < end; i++) {
    const left = 1 - (i - held) / (damp_s * sampleRate)
    copy[i] = (copy[i] ?? 0) * left * left
  }
  return copy
}

const ratios = (pairs: [ratio: number, gain: number, decay: number][], decay_s: number): Body['modes'] => {
  return (frequency_hz) => pairs.map(
    ([ratio, gain, decay]) => ({ ratio, gain, decay_s: decay * decay_s * Math.min(1.6, Math.sqrt(400 / frequency_hz)) })
  )
}

/** A felted upright: stiff strings (partials stretched), two for each key, the hammer striking at an eighth. */
export function piano(brightness = 1): Instrument {
  return struck({
    damp_s: 0.35,
    contact_s: 0.003,
    knock: 0.5,
    modes: (frequency_hz, velocity) => {
      const stiffness = 0.0002 * (frequency_hz / 261.6) ** 0.8
      const decay_s = Math.min(6, 4.2 * (261.6 / frequency_hz) ** 0.55)
      const count = Math.min(18, Math.floor(7000 / frequency_hz) + 1)
      return Array.from({ length: count }, (_, i) => {
        const n = i + 1
        const ratio = n * Math.sqrt(1 + stiffness * n * n)
        const softness = Math.exp((-(n - 1) * (1.25 - 0.8 * velocity)) / (2.2 * brightness))
        const gain = (0.5 * Math.abs(Math.sin((Math.PI * n) / 8.3)) * softness) / n ** 0.35
        return [
          { ratio: ratio * 0.9997, gain, decay_s: decay_s / (1 + 0.22 * i) },
          { ratio: ratio * 1.0004, gain: gain * 0.7, decay_s: (decay_s * 0.45) / (1 + 0.22 * i) },
        ]
      }).flat()
    },
  })
}

export const marimba = (): Instrument => struck(
  { damp_s: 0.4, contact_s: 0.0025, knock: 0.35, modes: ratios([[1, 0.7, 1], [3.93, 0.16, 0.35], [9.24, 0.05, 0.12]], 1.3) }
)

export const kalimba = (): Instrument => struck(
  {
    damp_s: 0.5,
    contact_s: 0.0015,
    knock: 0.3,
    modes: ratios([[1, 0.65, 1], [2.003, 0.06, 0.8], [5.42, 0.14, 0.22], [6.3, 0.06, 0.15]], 1.8),
  }
)

export const glockenspiel = (): Instrument => struck(
  { damp_s: 1.2, contact_s: 0.001, modes: ratios([[1, 0.5, 1], [2.76, 0.16, 0.5], [5.4, 0.06, 0.25]], 2.6) }
)
