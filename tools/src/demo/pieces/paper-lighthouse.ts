import { broken, held, progression, voiced } from '../score/harmony.ts'
import type { Note } from '../score/notes.ts'
import { at, between, line, loud, slower, swell, up } from '../score/notes.ts'
import { pitch } from '../score/pitch.ts'
import { filterTrack } from '../synth/filter.ts'
import { strings } from '../synth/patches.ts'
import { glockenspiel, piano } from '../synth/struck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 3
const a = 'Em Am7 D7 Gmaj7 Cmaj7 F#m7b5 B7 Em'
const b = 'Gmaj7 Bm7 Cmaj7 Cm6 Gmaj7/B Em7 Am7 D7 Gmaj7 Bm7 Cmaj7 Cm6 Bm7 Em7 F#m7b5 B7'
const chords = progression(`Em Em ${a} ${a} ${b} ${a} Am7 F#m7b5 B7:6 Em:12`, bar)

const falling = line(`
  G5:2 F#5:.5 E5 | E5:2 C5:1 | F#5:2 E5:.5 D5 | D5:2 B4:1 | E5:2 D5:.5 C5 | C5:2 A4:1 | B4:1 D#5 F#5 | G5:3`)
const higher = line(`
  B5:2 A5:.5 G5 | A5:2 E5:1 | A5:2 G5:.5 F#5 | G5:2 D5:1 | G5:2 F#5:.5 E5 | E5:1 C5 A4 | D#5:1 F#5 B5 | E5:3`)
const turning = line(`
  D5:1 G5 B5 | A5:2 F#5:1 | E5:1 G5 C6 | C6:1 A5 Eb5 | D5:1 G5 D6 | B5:2 G5:1 | C6:1 B5 A5 | A5:2 F#5:1
  D5:1 G5 B5 | D6:2 B5:1  | C6:1 B5 G5 | A5:2 Eb5:1  | D5:1 F#5 A5 | G5:2 E5:1 | E5:1 C5 A4 | B4:1 D#5 F#5`)
const farewell = [
  ...line('C5:1 E5 A5 | A5:1 F#5 C5'),
  ...at(2 * bar, slower(2, line('B4:1 D#5 F#5'))),
  ...at(4 * bar, line('G5:3 | E5:1.5 B5 | E6:6?')),
]

/** The left hand of a waltz: the bass on one, the chord on two and three. */
function leftHand(until: number): Note[] {
  const shapes = voiced(chords, { centre: 'G3', voices: 3 }).filter(({ at: start }) => start < until)
  return shapes.flatMap((chord) => {
    const bass = pitch('E2') + ((chord.bass - 4 + 12) % 12)
    return [
      { at: chord.at, beats: 2.6, pitch: bass, velocity: 0.62 },
      ...[1, 2].flatMap(
        (beat) => chord.pitches.map((each) => ({ at: chord.at + beat, beats: 0.8, pitch: each, velocity: beat === 1 ? 0.36 : 0.3 }))
      ),
    ]
  })
}

/** A waltz in E minor at 132, once round the circle of fifths, for a small piano with felt on its hammers. */
export const paperLighthouse: Composition = {
  bpm: 132,
  beats: 48 * bar + 3,
  tail_s: 1.5,
  seed: 3,
  room: { decay_s: 2.1, damping: 0.5, size: 0.9 },
  compose({ track }) {
    const melody = [...at(2 * bar, falling), ...at(10 * bar, higher), ...at(18 * bar, turning), ...at(34 * bar, higher)]
    track({ level_db: -10, room: 0.24, loose_ms: 16 },
      [piano(), [...loud(0.95, melody), ...at(42 * bar, loud(0.8, farewell)), ...at(34 * bar, loud(0.55, up(-12, higher)))]],
      [
        piano(0.8),
        [
          ...leftHand(44 * bar),
          ...at(44 * bar, line('B1:6?')),
          ...broken(voiced(chords.slice(-1), { centre: 'G3', voices: 3 }), '0 1 2 3 4 5 - - - - - -', 1, 6),
          ...at(46 * bar, line('E2:9?')),
        ],
      ])
    track({ level_db: -25, room: 0.5, fader: [[50, 0], [60, 1], [126, 1], [140, 0]], effects: [filterTrack('low', 3000)] },
      [strings(0.5), between(18 * bar, 44 * bar, held(voiced(chords, { centre: 'D4', voices: 3 }), 0.6))])
    track(
      { level_db: -20, room: 0.6, pan: 0.35, loose_ms: 12 },
      [glockenspiel(), at(34 * bar, swell(0.5, 0.9, up(12, higher)).filter((note) => note.beats >= 2))],
    )
  },
}
