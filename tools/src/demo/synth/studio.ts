import { frequency_hz } from '../score/pitch.ts'
import type { Note } from '../score/notes.ts'
import { pingPong } from './effects.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'
import type { Room } from './reverb.ts'
import { reverb } from './reverb.ts'
import type { Effect, Instrument, Stereo } from './stereo.ts'
import { fromDecibels, panGains, sampleRate, silence } from './stereo.ts'

/** A piece of music: its tempo, its room, and the function that plays it. */
export interface Composition {
  bpm: number
  /** Length of the score in beats; the tail rings on after it. */
  beats: number
  tail_s: number
  seed: number
  /** Where the second of each pair of `unit` beats falls, as a part of the pair: 0.5 is straight, 0.66 a triplet swing. */
  swing?: { unit: number; ratio: number }
  room: Room
  echo?: { beats: number; feedback: number; damping: number }
  compose: (studio: Studio) => void
}

export interface TrackSettings {
  level_db: number
  pan?: number
  /** Sends to the room and to the echo, 0 to 1. */
  room?: number
  echo?: number
  /** Played by hand: up to so many milliseconds early or late, and as unevenly loud. */
  loose_ms?: number
  effects?: Effect[]
  /** Gain over the beats of the piece: `[[0, 0], [8, 1]]` fades in. */
  fader?: [beat: number, gain: number][]
  /** Makes room at these beats, as a compressor keyed by the kick drum does. */
  duck?: { notes: Note[]; depth: number; release_beats: number }
}

export interface Studio {
  random: Random
  /** Plays some notes on instruments and mixes the track into the piece. */
  track: (settings: TrackSettings, ...parts: [Instrument, Note[]][]) => void
  /** Seconds from the start of a beat. */
  seconds: (beat: number) => number
}

export const duration_s = ({ beats, bpm, tail_s }: Composition): number => (beats * 60) / bpm + tail_s

/** Plays a composition and gives the mix, not yet mastered. */
export function play(composition: Composition): Stereo {
  const { bpm, swing, seed, room, echo, tail_s } = composition
  const random = seeded(seed)
  const total = Math.round(duration_s(composition) * sampleRate)
  const mix = silence(total)
  const roomSend = silence(total)
  const echoSend = silence(total)
  const track = silence(total)
  const seconds = (beat: number): number => ((swing === undefined ? beat : swung(beat, swing)) * 60) / bpm

  composition.compose({
    random,
    seconds,
    track: ({ level_db, pan = 0, room: roomLevel = 0, echo: echoLevel = 0, loose_ms = 0, effects = [], fader, duck }, ...parts) => {
      track.left.fill(0)
      track.right.fill(0)
      for (const [instrument, notes] of parts) {
        for (const note of notes.toSorted((a, b) => a.at - b.at)) {
          const late_s = ((random() * 2 - 1) * loose_ms) / 1000
          const start = Math.max(0, Math.round((seconds(note.at) + late_s) * sampleRate))
          if (start >= total) continue
          const velocity = note.velocity * (1 + ((random() * 2 - 1) * Math.min(20, loose_ms)) / 100)
          const held_s = Math.max(0.02, seconds(note.at + note.beats) - seconds(note.at))
          instrument(track, start, { frequency_hz: frequency_hz(note.pitch), held_s, velocity, pan: 0, random })
        }
      }
      for (const effect of effects) effect(track)
      if (duck !== undefined) applyDuck(track, duck.notes.map((note) => seconds(note.at)), duck.depth, seconds(duck.release_beats))
      if (fader !== undefined) applyFader(track, fader.map(([beat, gain]) => [seconds(beat) * sampleRate, gain]))
      const gain = fromDecibels(level_db)
      const sides = panGains(pan)
      for (const [bus, level] of [[mix, 1], [roomSend, roomLevel], [echoSend, echoLevel]] as const) {
        if (level === 0) continue
        addScaled(bus.left, track.left, gain * sides.left * level)
        addScaled(bus.right, track.right, gain * sides.right * level)
      }
    },
  })

  if (echo !== undefined) {
    pingPong((echo.beats * 60) / bpm, echo.feedback, echo.damping)(echoSend)
    for (const [bus, level] of [[mix, 1], [roomSend, 0.25]] as const) {
      addScaled(bus.left, echoSend.left, level)
      addScaled(bus.right, echoSend.right, level)
    }
  }
  reverb(room)(roomSend)
  addScaled(mix.left, roomSend.left, 1)
  addScaled(mix.right, roomSend.right, 1)
  applyFader(mix, [[total - tail_s * sampleRate * 0.8, 1], [total - 0.05 * sampleRate, 0]])
  return mix
}

function swung(beat: number, { unit, ratio }: { unit: number; ratio: number }): number {
  const pair = Math.floor(beat / (2 * unit))
  const within = beat / (2 * unit) - pair
  return 2 * unit * (pair + (within < 0.5 ? within * 2 * ratio : ratio + (within - 0.5) * 2 * (1 - ratio)))
}

function addScaled(bus: Float32Array, sound: Float32Array, gain: number): void {
  for (let i = 0; i < bus.length; i++) bus[i] = (bus[i] ?? 0) + (sound[i] ?? 0) * gain
}

function applyFader({ left, right }: Stereo, points: [sample: number, gain: number][]): void {
  let next = 0
  for (let i = 0; i < left.length; i++) {
    while (next < points.length && (points[next]?.[0] ?? 0) <= i) next += 1
    const [fromSample, fromGain] = points[Math.max(0, next - 1)] ?? [0, 1]
    const [toSample, toGain] = points[Math.min(points.length - 1, next)] ?? [0, 1]
    const way = toSample > fromSample ? Math.max(0, Math.min(1, (i - fromSample) / (toSample - fromSample))) : 0
    const gain = fromGain + (toGain - fromGain) * way * way * (3 - 2 * way)
    left[i] = (left[i] ?? 0) * gain
    right[i] = (right[i] ?? 0) * gain
  }
}

function applyDuck({ left, right }: Stereo, times_s: number[], depth: number, release_s: number): void {
  const attack = 0.004 * sampleRate
  for (const time_s of times_s.toSorted((a, b) => a - b)) {
    const start = Math.round(time_s * sampleRate)
    const end = Math.min(left.length, start + Math.round(release_s * sampleRate))
    for (let i = start; i < end; i++) {
      const way = (i - start) / (end - start)
      const gain = 1 - depth * Math.min(1, (i - start) / attack) * (1 - way) * (1 - way)
      left[i] = (left[i] ?? 0) * gain
      right[i] = (right[i] ?? 0) * gain
    }
  }
}
