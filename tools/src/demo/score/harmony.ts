import type { Note } from './notes.ts'
import { pitch, pitchClass } from './pitch.ts'

const qualities: Record<string, number[]> = {
  '': [0, 4, 7], m: [0, 3, 7], '5': [0, 7], 6: [0, 4, 7, 9], m6: [0, 3, 7, 9], '69': [0, 4, 7, 9, 2],
  7: [0, 4, 7, 10], m7: [0, 3, 7, 10], maj7: [0, 4, 7, 11], mmaj7: [0, 3, 7, 11], dim7: [0, 3, 6, 9], m7b5: [0, 3, 6, 10], aug: [0, 4, 8],
  9: [0, 4, 7, 10, 2], m9: [0, 3, 7, 10, 2], maj9: [0, 4, 7, 11, 2], add9: [0, 4, 7, 2], madd9: [0, 3, 7, 2],
  11: [0, 7, 10, 2, 5], m11: [0, 3, 7, 10, 2, 5], 13: [0, 4, 10, 2, 9],
  '7b9': [0, 4, 7, 10, 1], '7#5': [0, 4, 8, 10], 'maj7#11': [0, 4, 7, 11, 6],
  sus2: [0, 2, 7], sus4: [0, 5, 7], '7sus4': [0, 5, 7, 10], '9sus4': [0, 5, 7, 10, 2],
}

/** A chord of a progression: where it stands (beats), its bass note and its pitch classes, root first. */
export interface Chord {
  at: number
  beats: number
  bass: number
  tones: number[]
}

/** A chord with its tones placed, low to high. */
export interface VoicedChord extends Chord {
  pitches: number[]
}

/** Reads chords: `Dm9 G13 Cmaj7:8 F/G`. Each lasts `beats` unless it says otherwise after a colon; `|` is for the eye. */
export function progression(symbols: string, beats = 4): Chord[] {
  let at = 0
  return symbols.split(/[\s|]+/).filter(Boolean).map((symbol) => {
    const [, root, quality, bass, length] = /^([A-G][#b]?)([^/:]*)(?:\/([A-G][#b]?))?(?::([\d.]+))?$/.exec(symbol) ?? []
    const intervals = qualities[quality ?? '']
    if (root === undefined || intervals === undefined) throw new Error(`"${symbol}" is not a chord`)
    const lasts = length === undefined ? beats : Number(length)
    const chord = {
      at,
      beats: lasts,
      bass: pitchClass(bass ?? root),
      tones: intervals.map((interval) => (pitchClass(root) + interval) % 12),
    }
    at += lasts
    return chord
  })
}

/**
 * Voice leading: places each chord so that the voices move as little as they can from the chord before, around `centre`.
 * With fewer voices than tones the fifth goes first, then the root, which the bass has anyway.
 */
export function voiced(chords: Chord[], { centre, voices = 4 }: { centre: string; voices?: number }): VoicedChord[] {
  const middle = pitch(centre)
  let before: number[] | undefined
  return chords.map((chord) => {
    const candidates = placements(thinned(chord.tones, voices), middle, voices)
    const cost = (pitches: number[]): number => {
      const drift = Math.abs(pitches.reduce((sum, each) => sum + each, 0) / pitches.length - middle)
      const motion = before === undefined ? 0 : pitches.reduce((sum, each, i) => sum + Math.abs(each - (before?.[i] ?? each)), 0)
      return motion + drift * (before === undefined ? 2 : 0.6)
    }
    const pitches = candidates.reduce((best, each) => (cost(each) < cost(best) ? each : best))
    before = pitches
    return { ...chord, pitches }
  })
}

function thinned(tones: number[], voices: number): number[] {
  const [root, third, fifth, ...colours] = tones
  const byWeight = [third, ...colours, root, fifth].filter((tone) => tone !== undefined)
  return byWeight.slice(0, voices)
}

/** Every close and drop-2 placement of the tones within an octave of the middle. */
function placements(tones: number[], middle: number, voices: number): number[][] {
  const starts = Array.from({ length: 20 }, (_, i) => middle - 16 + i).filter((midi) => tones.includes(midi % 12))
  return starts.flatMap((lowest) => {
    const close: number[] = []
    for (let midi = lowest; close.length < voices; midi++) if (tones.includes(midi % 12)) close.push(midi)
    const second = close[voices - 2]
    const dropped = voices < 4 || second === undefined ? [] : [
      close.filter((each) => each !== second).concat(second - 12).toSorted((a, b) => a - b),
    ]
    return [close, ...dropped]
  })
}

/** The chords held for their length. */
export const held = (chords: VoicedChord[], velocity = 0.7): Note[] =>
  chords.flatMap(({ at, beats, pitches }) => pitches.map((each) => ({ at, beats, pitch: each, velocity })))

/** The chords struck in a rhythm, which is repeated for as long as they last. */
export function comped(chords: VoicedChord[], rhythm: Note[], every: number): Note[] {
  return chords.flatMap((chord) => fill(chord, rhythm, every, (hit) => chord.pitches.map((each) => ({ ...hit, pitch: each }))))
}

/** The chords one tone after the other: `0 2 1 3` are the voices from below (a tone past the top is an octave higher), `-` a rest. */
export function broken(chords: VoicedChord[], order: string, step: number, beats = step): Note[] {
  const signs = order.split(/\s+/)
  return chords.flatMap(({ at, beats: lasts, pitches }) =>
    Array.from({ length: Math.floor(lasts / step + 1e-9) }, (_, i) => i).flatMap((i) => {
      const voice = Number(signs[i % signs.length])
      const tone = pitches[voice % pitches.length]
      if (tone === undefined) return []
      return [
        { at: at + i * step, beats, pitch: tone + 12 * Math.floor(voice / pitches.length), velocity: i % signs.length === 0 ? 0.8 : 0.65 },
      ]
    }),
  )
}

/**
 * A bass line by degrees over the bass notes: `R:1 5:.5 8:.5` are root, fifth and octave, `3` the chord's third, `-` a rest; from
 * `lowest` up.
 */
export function bassline(chords: Chord[], degrees: string, lowest: string): Note[] {
  const floor = pitch(lowest)
  const tokens = degrees.split(/[\s|]+/).filter(Boolean)
  return chords.flatMap((chord) => {
    const root = floor + ((chord.bass - floor) % 12 + 12) % 12
    const third = root + (((chord.tones[1] ?? 0) - chord.bass + 12) % 12)
    const seventh = root + (((chord.tones[3] ?? chord.tones[0] ?? 0) - chord.bass + 12) % 12)
    const steps: Record<string, number> = { R: root, 3: third, 5: root + 7, 7: seventh, 8: root + 12, b: root - 1, a: root + 2 }
    const pattern: Note[] = []
    let at = 0
    for (const token of tokens) {
      const [degree = '-', length = '1'] = token.split(':')
      const tone = steps[degree]
      if (tone !== undefined) pattern.push({ at, beats: Number(length), pitch: tone, velocity: at === 0 ? 0.85 : 0.7 })
      at += Number(length)
    }
    return fill(chord, pattern, at, (note) => [note])
  })
}

function fill(chord: Chord, pattern: Note[], every: number, expand: (note: Note) => Note[]): Note[] {
  const rounds = Math.ceil(chord.beats / every)
  return Array.from({ length: rounds }, (_, round) => round * every).flatMap((offset) =>
    pattern.filter((note) => offset + note.at < chord.beats - 1e-9).flatMap((note) => expand({ ...note, at: chord.at + offset + note.at })),
  )
}
