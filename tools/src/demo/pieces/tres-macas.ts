import { bassline, broken, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, sequence, times, up } from '../score/notes.ts'
import { hand, shaker } from '../synth/drums.ts'
import { flute } from '../synth/patches.ts'
import { mandolin, steelGuitar, uprightBass } from '../synth/pluck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 3
const dorian = [9, 11, 0, 2, 4, 6, 7]
const a = 'Am G Am Em Am G D Am'
const b = 'C G D Em C G Em7 Am'
const chords = progression(`Am Am G Am ${a} ${a} ${b} ${b} Am Am G Em ${a} Am Am:6`, bar)

const jig = line(`
  A4:.5 C5 E5 D5 C5 B4 | G4 B4 D5 C5 B4 G4   | A4 C5 E5 F#5 G5 E5     | D5:.5 B4 G4 E5:1.5
  A5:1 G5:.5 E5:1 C5:.5 | D5:1 B4:.5 G4:1 B4:.5 | F#5:.5 E5 D5 A5:1 F#5:.5 | E5:1 C5:.5 A4:1.5`)
const turn = line(`
  E5:.5 G5 C6 B5 G5 E5 | D5 G5 B5 A5 G5 D5 | F#5 A5 D6 C6 A5 F#5 | G5:1 F#5:.5 E5:1.5
  E5:.5 G5 C6 B5 G5 E5 | D5 G5 B5 D6 B5 G5 | E5 G5 B5 A5 G5 F#5   | A5:2.5 -:.5`)
const breath = line('E5:2 D5:1 | C5:2 A4:1 | B4:2 D5:1 | E5:3')

/** A country dance in A dorian, six quavers to the bar at 126: one guitar, two mandolins, three apples. */
export const tresMacas: Composition = {
  bpm: 132,
  beats: 51 * bar,
  tail_s: 1,
  seed: 333,
  swing: { unit: 0.25, ratio: 0.53 },
  room: { decay_s: 1.2, damping: 0.5, size: 0.65 },
  compose({ track }) {
    const shapes = voiced(chords, { centre: 'C4' })
    const end = 49 * bar
    const pulse = (pattern: string, from: number, to: number): ReturnType<typeof hits> => between(
      from,
      to,
      times(51, bar, hits(pattern, 0.5)),
    )

    track({ level_db: -11, room: 0.18, pan: -0.3, loose_ms: 9 },
      [
        steelGuitar(),
        [
          ...between(0, end, broken(shapes, '0 2 1 3 1 2', 0.5, 1.4)),
          ...at(end, line('A2:6')),
          ...at(end + 0.05, line('E3:6')),
          ...at(end + 0.1, line('A3:6')),
          ...at(end + 0.15, line('C4:6')),
          ...at(end + 0.2, line('E4:6')),
        ],
      ])
    track({ level_db: -7.5, room: 0.22, pan: 0.25, loose_ms: 10 },
      [
        mandolin(),
        [
          ...at(4 * bar, jig),
          ...at(12 * bar, jig),
          ...at(20 * bar, turn),
          ...at(28 * bar, turn),
          ...at(40 * bar, jig),
          ...at(48 * bar, line('A4:.5 C5 E5 A5:1.5! | A5:3')),
        ],
      ])
    track({ level_db: -13, room: 0.25, pan: 0.55, loose_ms: 12 },
      [
        mandolin(),
        [...at(12 * bar, sequence(-2, dorian, jig)), ...at(28 * bar, sequence(-2, dorian, turn)), ...at(40 * bar, up(-12, jig))],
      ])
    track(
      { level_db: -21, room: 0.35, pan: -0.1, loose_ms: 14 },
      [
        flute(),
        [
          ...at(28 * bar, loud(0.7, between(0, 24, turn).filter((note) => note.at % 1.5 === 0).map((note) => ({ ...note, beats: 1.4 })))),
          ...at(36 * bar, breath),
          ...at(40 * bar, loud(0.75, jig)),
        ],
      ],
    )
    track(
      { level_db: -8, room: 0.06, loose_ms: 6 },
      [
        uprightBass(),
        [
          ...between(4 * bar, 36 * bar, bassline(chords, 'R:1.5 5:1 R:.5', 'E1')),
          ...between(40 * bar, end, bassline(chords, 'R:1 R:.5 5:1 8:.5', 'E1')),
        ],
      ],
    )
    track({ level_db: -12, room: 0.2, pan: 0.1, loose_ms: 7 },
      [hand({ skin_hz: 95, decay_s: 0.18, slap: 0.1 }), [...pulse('x..o..', 12 * bar, 36 * bar), ...pulse('x.ox.o', 40 * bar, end)]],
      [hand({ skin_hz: 260, decay_s: 0.06, slap: 0.4 }), [...pulse('..o.xo', 12 * bar, 36 * bar), ...pulse('..ooxo', 40 * bar, end)]])
    track(
      { level_db: -15, room: 0.12, pan: -0.4, loose_ms: 6 },
      [shaker(), [...pulse('xooxoo', 20 * bar, 36 * bar), ...pulse('xooxoo', 40 * bar, end)]],
    )
  },
}
