import type { Instrument } from './stereo.ts'
import { addMono, sampleRate, scratch } from './stereo.ts'
import { fastSine } from './wavetable.ts'

/** A tine piano by frequency modulation: a warm carrier pair and a bell that shows when the key is struck hard. */
export function electricPiano(bell = 1): Instrument {
  const soundOf = scratch()
  return (out, start, { frequency_hz, held_s, velocity, pan }) => {
    const release_s = 0.25
    const samples = Math.min(Math.ceil((held_s + release_s) * sampleRate), out.left.length - start)
    if (samples <= 0) return
    const sound = soundOf(samples)
    const step = frequency_hz / sampleRate
    const fall = Math.exp(-1 / (sampleRate * 1.5 * Math.sqrt(261.6 / frequency_hz)))
    const bellFall = Math.exp(-1 / (sampleRate * 0.12))
    const held = held_s * sampleRate
    let body = 1
    let tine = velocity * velocity * bell
    for (let i = 0; i < samples; i++) {
      const phase = i * step
      const bark = 0.16 * velocity * body * fastSine(phase)
      const chime = 0.05 * tine * fastSine(phase * 14)
      const attack = i < 130 ? i / 130 : 1
      const release = i > held ? 1 - (i - held) / (release_s * sampleRate) : 1
      sound[i] = attack * release * release * body * (0.75 * fastSine(phase + 1 + bark) + 0.3 * fastSine(phase * 1.0015 + 1 + chime))
      body *= fall
      tine *= bellFall
    }
    addMono(out, start, sound, samples, velocity * 0.7, pan)
  }
}
