import { pitch } from './pitch.ts'

/** A note in a score. Times are in beats, pitch is a MIDI number, velocity goes from 0 to 1. */
export interface Note {
  at: number
  beats: number
  pitch: number
  velocity: number
}

/**
 * Reads a melody: `E5:1 G5:.5 A5 -:2 B5:1!`. A note is a name and a length in beats, which stays until another is given;
 * `-` is a rest, `!` an accent, `?` a ghost; bar lines `|` are for the eye.
 */
export function line(text: string): Note[] {
  const notes: Note[] = []
  let at = 0
  let beats = 1
  for (const token of text.split(/[\s|]+/).filter(Boolean)) {
    const [, name, length, stress] = /^(-|[A-G][#b]?-?\d)(?::([\d.]+))?([!?]?)$/.exec(token) ?? []
    if (name === undefined) throw new Error(`"${token}" is not a note of a melody`)
    if (length !== undefined) beats = Number(length)
    if (name !== '-') notes.push({ at, beats, pitch: pitch(name), velocity: stress === '!' ? 0.95 : stress === '?' ? 0.5 : 0.75 })
    at += beats
  }
  return notes
}

/** Reads a drum pattern, one sign for each step: `X` loud, `x` normal, `o` soft, `.` nothing; spaces are for the eye. */
export function hits(pattern: string, step = 0.25): Note[] {
  const velocities: Record<string, number> = { X: 1, x: 0.75, o: 0.4 }
  return [...pattern.replaceAll(/[\s|]/g, '')].flatMap((sign, i) => {
    const velocity = velocities[sign]
    return velocity === undefined ? [] : [{ at: i * step, beats: step, pitch: 60, velocity }]
  })
}

/** The notes later by some beats. */
export const at = (beats: number, notes: Note[]): Note[] => notes.map((note) => ({ ...note, at: note.at + beats }))

/** The notes `count` times, a repetition every `every` beats. */
export const times = (count: number, every: number, notes: Note[]): Note[] => Array.from(
  { length: count },
  (_, i) => at(i * every, notes),
).flat()

/** The notes higher by some semitones. */
export const up = (semitones: number, notes: Note[]): Note[] => notes.map((note) => ({ ...note, pitch: note.pitch + semitones }))

/** The notes louder (above 1) or softer. */
export const loud = (factor: number, notes: Note[]): Note[] => notes.map(
  (note) => ({ ...note, velocity: Math.min(1, note.velocity * factor) })
)

/** The notes slower (above 1) or faster: augmentation and diminution. */
export const slower = (factor: number, notes: Note[]): Note[] =>
  notes.map((note) => ({ ...note, at: note.at * factor, beats: note.beats * factor }))

/** Only what starts between two beats. */
export const between = (from: number, to: number, notes: Note[]): Note[] => notes.filter((note) => note.at >= from && note.at < to)

/** The notes growing (or fading) evenly from one loudness to another. */
export function swell(from: number, to: number, notes: Note[]): Note[] {
  const end = notes.reduce((latest, note) => Math.max(latest, note.at), 1)
  return notes.map((note) => ({ ...note, velocity: Math.min(1, note.velocity * (from + ((to - from) * note.at) / end)) }))
}

/** The motif moved by steps of a scale, which keeps it in the key. Notes foreign to the scale keep their distance from it. */
export function sequence(steps: number, scale: readonly number[], notes: Note[]): Note[] {
  const ladder = Array.from({ length: 128 }, (_, midi) => midi).filter((midi) => scale.includes(midi % 12))
  return notes.map((note) => {
    const rung = ladder.findLastIndex((midi) => midi <= note.pitch)
    const below = ladder[rung] ?? note.pitch
    return { ...note, pitch: (ladder[rung + steps] ?? below) + note.pitch - below }
  })
}
