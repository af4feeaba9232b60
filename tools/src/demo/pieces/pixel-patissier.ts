import { bassline, broken, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, times, up } from '../score/notes.ts'
import { hat, kick, snare } from '../synth/drums.ts'
import { filterTrack } from '../synth/filter.ts'
import { chipBass, chipLead, chipSquare } from '../synth/patches.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 4
const a = 'C G Am F C G F G:2 C:2'
const b = 'Am Em F C Dm F G G7'
const rest = 'F:4 G Em Am'

const theme = line(`
  E5:.5 G5 C6:1 B5:.5 G5 E5:1 | D5:.5 G5 B5:1 A5:.5 G5 D5:1 | C5:.5 E5 A5:1 G5:.5 E5 C5:1 | F5:.5 A5 C6 A5 G5:1 E5
  E5:.5 G5 C6:1 B5:.5 G5 E5:1 | D5:.5 G5 B5:1 D6:.5 B5 G5:1 | A5:.5 C6 F6:1 E6:.5 D6 C6:1 | B5:.5 D6 G5 B5 C6:1.5 -:.5`)

const middle = line(`
  A5:1 C6:.5 B5 A5:1 E5 | G5:1 B5:.5 A5 G5:1 E5 | F5:1 A5:.5 G5 F5:1 C5 | E5:.5 F5 G5 A5 G5:2
  D5:1 F5:.5 E5 D5:1 A4 | F5:1 A5:.5 G5 F5:1 D5 | G5:.5 A5 B5 C6 D6 C6 B5 A5 | G5:1 F5 E5:.5 D5 B4 G4`)

const whisper = line('-:2 A5:.5 C6 F6:1 | -:2 G5:.5 B5 D6:1 | -:2 G5:.5 B5 E6:1 | E6:.5 D6 C6 B5 A5:2')

/** Chiptune in C, then D, at 150: a pastry cook in eight bits, and the oven timer is running. */
export const pixelPatissier: Composition = {
  bpm: 150,
  beats: 38 * bar,
  tail_s: 2,
  seed: 8,
  room: { decay_s: 0.7, damping: 0.5, size: 0.5 },
  echo: { beats: 0.75, feedback: 0.3, damping: 0.3 },
  compose({ track }) {
    const chords = progression(`F G ${a} ${b} ${rest} ${a}`)
    const lifted = progression(a)
    const last = 30 * bar
    const tune = (notes: typeof theme): typeof theme => [...at(2 * bar, notes), ...at(22 * bar, notes), ...at(last, up(2, notes))]
    const counter = up(-12, line('G5:2 E5 | D5:2 B4 | E5:2 C5 | A4:2 C5 | G5:2 E5 | D5:2 G5 | F5:2 A5 | G5:2 E5:1.5 -:.5'))

    track(
      { level_db: -10.5, room: 0.1, echo: 0.14, pan: -0.1 },
      [chipLead(), [...tune(theme), ...at(10 * bar, middle), ...at(18 * bar, loud(0.7, whisper))]],
    )
    track(
      { level_db: -15, room: 0.1, pan: 0.35 },
      [chipLead(), [...at(22 * bar, counter), ...at(last, up(2, counter)), ...at(10 * bar, up(-12, loud(0.8, middle)))]],
    )
    track({ level_db: -20, room: 0.12, echo: 0.1, pan: -0.4 },
      [chipSquare(), broken(voiced(chords, { centre: 'E4', voices: 3 }), '0 1 2 1', 0.25)],
      [chipSquare(), at(last, up(2, broken(voiced(lifted, { centre: 'E4', voices: 3 }), '0 1 2 3 2 1', 0.25)))])
    track(
      { level_db: -25, room: 0.2, echo: 0.3, pan: 0.45 },
      [
        chipSquare(),
        [
          ...between(18 * bar, 22 * bar, broken(voiced(chords, { centre: 'A5', voices: 3 }), '2 1 0', 0.125)),
          ...at(37 * bar + 2, up(2, line('C5:.125 E5 G5 C6 E6 G6 C7:.5'))),
        ],
      ],
    )
    track({ level_db: -16 },
      [
        chipBass(),
        [
          ...between(2 * bar, last, bassline(chords, 'R:.5 8:.5 R:.5 5:.5', 'C2')),
          ...at(last, up(2, bassline(lifted, 'R:.5 8:.25 8:.25 R:.5 5:.5', 'C2'))),
        ],
      ])
    track({ level_db: -12.5, room: 0.08 },
      [
        kick({ end_hz: 60, punch: 1.3, decay_s: 0.08 }),
        between(2 * bar, 37.5 * bar, times(38, bar, hits('x.....x.x.......'))).filter((note) => note.at < 18 * bar || note.at >= 21 * bar),
      ],
      [
        snare({ skin_hz: 230, rattle: 0.7, decay_s: 0.06 }),
        [
          ...between(
            2 * bar,
            37.5 * bar,
            times(38, bar, hits('....x.......x...')),
          ).filter((note) => note.at < 18 * bar || note.at >= 22 * bar),
          ...at(bar, hits('........x.xxxxxx')),
          ...at(21 * bar, hits('....x...x.x.xxxx')),
          ...at(29 * bar, hits('..........xxx.xx')),
        ],
      ])
    track(
      { level_db: -16, pan: 0.2, effects: [filterTrack('high', 5000)] },
      [hat({ decay_s: 0.02 }), between(0, 37.5 * bar, times(38, bar, hits('x.x.x.xox.x.x.xx')))],
    )
  },
}
