import { bassline, broken, held, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, times, up } from '../score/notes.ts'
import { wash } from '../synth/air.ts'
import { clap, cymbal, hand, hat, kick, snare } from '../synth/drums.ts'
import { drive } from '../synth/effects.ts'
import { filterTrack } from '../synth/filter.ts'
import { blip, lead, synthBass, wideSaws } from '../synth/patches.ts'
import { glockenspiel } from '../synth/struck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 4
const road = 'F#m9 Dmaj9 A E'
const bridge = 'Bm7 C#m7 Dmaj9 E'
const chords = progression(`${road} ${road} ${road} ${bridge} ${bridge} ${road} ${road} ${road} F#m9:8`)

const theme = line(`
  C#5:1.5 A5:1.5 G#5:1 | F#5:3 E5:1 | E5:1.5 C#5:1.5 B4:1 | B4:2 G#4:1 B4
  C#5:1.5 A5:1.5 B5:1  | A5:2 F#5:1 A5 | C#6:1.5 B5:1.5 A5:1 | G#5:3 -:1`)

const climb = line(`
  D5:1 F#5 B5:1.5 A5:.5 | C#5:1 E5 G#5:1.5 F#5:.5 | D5:1 F#5 A5:1.5 B5:.5 | B5:2 G#5
  D5:1 F#5 B5:1.5 A5:.5 | C#5:1 E5 G#5:1.5 B5:.5  | F#5:1 A5 D6:1.5 C#6:.5 | B5:3.5 -:.5`)

const bells = line('-:1 C#6:.5 E6 G#6:2 | -:1 A5:.5 C#6 E6:2 | -:1 E6:.5 C#6 B5:2 | -:1 B5:.5 G#5 E5:2')

/** Synthwave in F sharp minor at 104: the ring road at night, sodium lamps, nobody else. */
export const peripherique: Composition = {
  bpm: 104,
  beats: 34 * bar,
  tail_s: 2.8,
  seed: 247,
  room: { decay_s: 2.4, damping: 0.4, size: 1 },
  echo: { beats: 0.75, feedback: 0.42, damping: 0.4 },
  compose({ track, seconds }) {
    const shapes = voiced(chords, { centre: 'A3' })
    const beat = [...at(4 * bar, times(16, bar, hits('x.......x.x.....'))), ...at(24 * bar, times(8, bar, hits('x.......x.x.....')))]
    const pump = { notes: beat, depth: 0.4, release_beats: 0.9 }
    const opening = (at_s: number): number => 500 + 4500 * Math.min(1, at_s / seconds(4 * bar))

    track({ level_db: -19, room: 0.35, duck: pump, effects: [filterTrack('low', opening)] }, [wideSaws(), held(shapes, 0.6)])
    track({ level_db: -13, room: 0.12, echo: 0.28, duck: pump, fader: [[0, 0.2], [14, 1]] },
      [blip(1300), between(0, 32 * bar, broken(voiced(chords, { centre: 'D5' }), '0 2 1 3 2 1 3 2', 0.25))])
    track({ level_db: -12, effects: [drive(1.5)], duck: { ...pump, depth: 0.5, release_beats: 0.5 } },
      [
        synthBass(),
        between(
          4 * bar,
          32 * bar,
          bassline(chords, 'R:.25 R:.25 R:.25 8:.25 R:.25 R:.25 8:.25 R:.25', 'E1'),
        ).filter((note) => note.at < 20 * bar || note.at >= 24 * bar),
      ])
    track({ level_db: -9, room: 0.05, effects: [drive(1.4)] }, [kick({ end_hz: 47, decay_s: 0.17 }), beat])
    track({ level_db: -14, room: 0.4 },
      [
        snare({ skin_hz: 180, rattle: 0.7, decay_s: 0.14 }),
        [...at(4 * bar, times(16, bar, hits('....X.......X...'))), ...at(24 * bar, times(8, bar, hits('....X.......X...')))],
      ],
      [clap(), at(12 * bar, times(8, bar, loud(0.5, hits('....x.......x...'))))],
      [
        hand({ skin_hz: 150, decay_s: 0.2 }),
        [...at(11 * bar, hits('........x.x.....')), ...at(19 * bar, hits('....x.x.........')), ...at(23 * bar, hits('........x.x.....'))],
      ],
      [
        hand({ skin_hz: 98, decay_s: 0.26 }),
        [...at(11 * bar, hits('............x.x.')), ...at(19 * bar, hits('........x.x.x...')), ...at(23 * bar, hits('............x.x.'))],
      ])
    track({ level_db: -15, room: 0.1, pan: 0.15 },
      [hat(), [...at(4 * bar, times(16, bar, hits('x.o.x.o.x.o.x.oo'))), ...at(24 * bar, times(8, bar, hits('xoxoxoxoxoxoxoxo')))]],
      [cymbal(), [4, 12, 24].flatMap((start) => at(start * bar, hits('X')))])
    track({ level_db: -15, room: 0.3, echo: 0.25, loose_ms: 6 },
      [lead(), [...at(4 * bar, theme), ...at(12 * bar, climb), ...at(24 * bar, theme), ...at(32 * bar, line('C#5:1.5 A5:1.5 G#5:5'))]])
    track({ level_db: -18, room: 0.35, echo: 0.2, pan: 0.4 },
      [lead(), at(24 * bar, up(-12, line('A4:4 | F#4:4 | E4:3 F#4:1 | G#4:4 | A4:3 B4:1 | C#5:4 | E5:4 | E5:2 B4:2')))])
    track(
      { level_db: -15.5, room: 0.5, echo: 0.4, pan: -0.3 },
      [glockenspiel(), [...at(20 * bar, bells), ...at(32 * bar, loud(0.6, between(0, bar, bells)))]],
    )
    track(
      { level_db: -25, room: 0.3, fader: [[88, 0], [95, 1], [96, 0]] },
      [wash({ low_hz: 700, high_hz: 7000, period_s: 30, depth: 0.2, fade_s: 0.5 }), [{ at: 88, beats: 8.5, pitch: 60, velocity: 0.8 }]],
    )
  },
}
