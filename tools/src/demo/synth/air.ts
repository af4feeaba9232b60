import { filter } from './filter.ts'
import type { Instrument } from './stereo.ts'
import { sampleRate } from './stereo.ts'
import { fastSine } from './wavetable.ts'

interface Wash {
  low_hz: number
  high_hz: number
  /** One breath. */
  period_s: number
  /** How deep it breathes, 0 to 1. */
  depth: number
  fade_s: number
}

/** A place rather than a tone: noise in a band, breathing slowly, different on each side. It sounds for as long as its note. */
export function wash({ low_hz, high_hz, period_s, depth, fade_s }: Wash): Instrument {
  return (out, start, { held_s, velocity, random }) => {
    const samples = Math.min(Math.round(held_s * sampleRate), out.left.length - start)
    for (const side of [out.left, out.right]) {
      const phase = random()
      const noise = new Float32Array(samples)
      for (let i = 0; i < samples; i++) noise[i] = random() * 2 - 1
      filter(noise, 'high', () => low_hz)
      filter(noise, 'low', (i) => high_hz * 2 ** (depth * (fastSine(phase + i / sampleRate / period_s) - 0.5)))
      const fade = fade_s * sampleRate
      for (let i = 0; i < samples; i++) {
        const breath = 1 - depth * (0.5 - 0.5 * fastSine(phase + i / sampleRate / period_s))
        side[start + i] = (side[start + i] ?? 0) + (noise[i] ?? 0) * velocity * breath * Math.min(1, i / fade, (samples - i) / fade)
      }
    }
  }
}

/** Short ticks at random moments: rain on a window, dust in a groove. */
export function specks({ each_second, tone_hz }: { each_second: number; tone_hz: number }): Instrument {
  return (out, start, { held_s, velocity, random }) => {
    for (let n = Math.round(held_s * each_second); n > 0; n--) {
      const at = start + Math.floor(random() * held_s * sampleRate)
      const gain = velocity * random() ** 3
      const step = (tone_hz * (0.6 + random())) / sampleRate
      const right = random()
      const count = Math.min(260, out.left.length - at)
      for (let i = 0; i < count; i++) {
        const value = gain * Math.min(1, i / 12) * Math.exp(-i / 45) * fastSine(i * step)
        out.left[at + i] = (out.left[at + i] ?? 0) + value * (1 - right)
        out.right[at + i] = (out.right[at + i] ?? 0) + value * right
      }
    }
  }
}
