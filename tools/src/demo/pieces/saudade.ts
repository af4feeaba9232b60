import { bassline, comped, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, swell, times, up } from '../score/notes.ts'
import { brush, hat, kick, rim, shaker } from '../synth/drums.ts'
import { electricPiano } from '../synth/electric-piano.ts'
import { filterTrack } from '../synth/filter.ts'
import { flute } from '../synth/patches.ts'
import { nylonGuitar, uprightBass } from '../synth/pluck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 4
const first = 'Dmaj9 Dmaj9 Em9 A13 F#m7 B7b9 Em9 A7#5'
const second = 'Gmaj9 Gm6 F#m7 B7b9 Em9 A13 D69 D69'
const chords = progression(`Dmaj9 Gmaj9 Dmaj9 Gm6 ${first} ${first} ${second} Dmaj9 Dmaj9 Em9 A13 D69 Gm6 Dmaj9:8`)

const theme = line(`
  F#5:1.5 E5:.5 D5:1 A4 | B4:1.5 C#5:.5 D5:2 | G5:1.5 F#5:.5 E5:1 B4 | C#5:1.5 E5:.5 F#5:2
  A5:1.5 F#5:.5 E5:1 C#5 | D#5:1.5 F#5:.5 A5:1 C6 | B5:1.5 A5:.5 G5:1 F#5 | F5:1.5 E5:.5 C#5:2`)

/** The theme again, thinking aloud: the same goal tones, reached by other ways. */
const musing = line(`
  -:.5 A5:.5 F#5 E5 D5:1 A4 | -:.5 A4:.5 B4 C#5 D5 E5 F#5:1 | G5:.5 A5 G5 F#5 E5:1 B4 | -:1 C#5:.5 E5 F#5 B5:1.5
  A5:.5 G#5 A5 F#5 E5:1 C#5 | -:.5 D#5:.5 F#5 A5 C6:1 A5 | B5:.5 D6 B5 A5 G5:1 F#5 | F5:1.5 E5:.5 C#5:2`)

const bridge = line(`
  D5:.5 F#5 A5 B5:1.5 A5:1 | Bb5:1.5 A5:.5 G5:1 E5 | C#5:.5 F#5 A5 C#6:1.5 A5:1 | C6:1.5 B5:.5 A5:1 F#5
  E5:.5 G5 B5 D6:1.5 B5:1 | C#6:1.5 B5:.5 G5:1 F#5 | E5:1.5 F#5:.5 D5:2 | -:4`)

const ending = line('F#5:1.5 E5:.5 D5:1 A4 | Bb4:1.5 C#5:.5 E5:2 | F#5:1 -:1 A5:.5 B5 E6:3?')

/** Bossa nova in D at 138: drums turning behind glass, a flute that has time until the spin cycle ends. */
export const saudade: Composition = {
  bpm: 138,
  beats: 36 * bar,
  tail_s: 0.8,
  seed: 31,
  room: { decay_s: 1.5, damping: 0.5, size: 0.8 },
  compose({ track }) {
    const shapes = voiced(chords, { centre: 'B3' })
    const clave = hits('x..x..x. ..x..x..', 0.5)
    const until = 35 * bar

    track({ level_db: -11, room: 0.2, pan: -0.3, loose_ms: 9 },
      [
        nylonGuitar(),
        [
          ...between(0, until - bar, comped(shapes, clave.map((note) => ({ ...note, beats: 0.9 })), 2 * bar)),
          ...comped(shapes.slice(-1), line('C4:8'), 8),
        ],
      ])
    track({ level_db: -4, loose_ms: 6, effects: [filterTrack('low', 1100)] },
      [uprightBass(), between(2 * bar, until - bar, bassline(chords, 'R:1.5 5:.5 5:1.5 R:.5', 'E1'))])
    track({ level_db: -17, room: 0.3, pan: 0.15, loose_ms: 14 },
      [flute(), [...at(4 * bar, theme), ...at(20 * bar, bridge), ...at(28 * bar, between(0, 4 * bar, theme)), ...at(32 * bar, ending)]])
    track({ level_db: -15.5, room: 0.3, pan: 0.3, loose_ms: 10 },
      [
        electricPiano(1.2),
        [
          ...at(12 * bar, musing),
          ...at(20 * bar, loud(0.5, comped(voiced(progression(second), { centre: 'A4', voices: 3 }), line('C4:3.5'), bar))),
          ...at(28 * bar, up(-12, loud(0.7, between(0, 4 * bar, musing)))),
        ],
      ])
    track({ level_db: -12, room: 0.15, pan: 0.35, loose_ms: 6 },
      [shaker(), between(0, until, times(18, 2 * bar, hits('x.oxx.ox x.oxx.ox', 0.5)))],
      [hat({ decay_s: 0.02 }), between(4 * bar, until - bar, times(36, bar, loud(0.5, hits('..x...x.', 0.5))))])
    track({ level_db: -10, room: 0.2, pan: -0.15, loose_ms: 6 },
      [rim(), between(4 * bar, until - bar, times(18, 2 * bar, loud(0.8, clave)))],
      [brush(), between(12 * bar, until - bar, times(36, bar, loud(0.6, hits('..x...x.', 0.5))))])
    track({ level_db: -13, room: 0.05 },
      [kick({ end_hz: 55, punch: 0.35, decay_s: 0.11 }), between(4 * bar, until - bar, times(36, bar, hits('x..ox..o', 0.5)))])
    track({ level_db: -15, room: 0.6, pan: 0.1 }, [brush(), at(18 * bar, swell(0.3, 1.2, hits('oooooooo oooooooo', 0.5)))])
  },
}
