import type { Effect } from './stereo.ts'
import { sampleRate } from './stereo.ts'
import { fastSine } from './wavetable.ts'

/** Repeats that cross from side to side and grow darker. Wet only. */
export function pingPong(delay_s: number, feedback: number, damping: number): Effect {
  return ({ left, right }) => {
    const delay = Math.round(delay_s * sampleRate)
    let darkLeft = 0
    let darkRight = 0
    const pastLeft = new Float32Array(delay)
    const pastRight = new Float32Array(delay)
    for (let i = 0, at = 0; i < left.length; i++) {
      const outLeft = pastLeft[at] ?? 0
      const outRight = pastRight[at] ?? 0
      darkLeft = outLeft + damping * (darkLeft - outLeft)
      darkRight = outRight + damping * (darkRight - outRight)
      pastLeft[at] = 0.75 * (left[i] ?? 0) + 0.25 * (right[i] ?? 0) + feedback * darkRight
      pastRight[at] = feedback * darkLeft
      left[i] = outLeft
      right[i] = outRight
      at = at + 1 === delay ? 0 : at + 1
    }
  }
}

/** A delay that sways, with its own phase for each side: mixed in it is a chorus, alone (`mix` 1) the wow of a tape. */
export function sway(rate_hz: number, depth_s: number, mix: number): Effect {
  return ({ left, right }) => {
    swaySide(left, rate_hz, depth_s * sampleRate, mix, 0)
    swaySide(right, rate_hz, depth_s * sampleRate, mix, mix === 1 ? 0 : 0.25)
  }
}

function swaySide(sound: Float32Array, rate_hz: number, depth: number, mix: number, phase: number): void {
  const memory = new Float32Array(4096)
  const dry = 1 - mix / 2
  const wet = mix === 1 ? 1 : mix
  for (let i = 0; i < sound.length; i++) {
    const input = sound[i] ?? 0
    memory[i & 4095] = input
    const back = 20 + depth * (1 + fastSine(phase + (rate_hz * i) / sampleRate))
    const whole = back | 0
    const near = memory[(i - whole) & 4095] ?? 0
    const delayed = near + ((memory[(i - whole - 1) & 4095] ?? 0) - near) * (back - whole)
    sound[i] = mix === 1 ? delayed : dry * input + wet * delayed
  }
}

/** Soft saturation; `amount` is the gain in front of the curve. Quiet passages keep their level. */
export function drive(amount: number): Effect {
  return ({ left, right }) => {
    for (const side of [left, right]) for (let i = 0; i < side.length; i++) side[i] = Math.tanh((side[i] ?? 0) * amount) / amount
  }
}

/** Swings the sound from side to side. */
export function autoPan(rate_hz: number, depth: number): Effect {
  return ({ left, right }) => {
    for (let i = 0; i < left.length; i++) {
      const lean = depth * fastSine((rate_hz * i) / sampleRate)
      left[i] = (left[i] ?? 0) * (1 - lean)
      right[i] = (right[i] ?? 0) * (1 + lean)
    }
  }
}
