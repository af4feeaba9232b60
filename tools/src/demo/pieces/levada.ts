import { broken, held, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, sequence, times } from '../score/notes.ts'
import { pitch } from '../score/pitch.ts'
import { wash } from '../synth/air.ts'
import { hand, rim, shaker } from '../synth/drums.ts'
import { sway } from '../synth/effects.ts'
import { deepBass, flute, warmPad } from '../synth/patches.ts'
import { nylonGuitar } from '../synth/pluck.ts'
import { kalimba } from '../synth/struck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 3.5
const bDorian = [11, 1, 2, 4, 6, 8, 9]
const round = 'Bm9 E69 Bm9 Aadd9'
const far = 'Gmaj9 Aadd9 F#m7 Bm9'
const chords = progression(`${round} ${round} ${round} ${far} ${far} ${round} ${round} ${far} ${round} Bm9:7`, bar)

const water = line('F#5:.5 D5 B4 C#5 D5 A4:1 | G#5:.5 E5 B4 C#5 E5 F#5:1')
const stream = [...water, ...at(2 * bar, line('F#5:.5 D5 B4 C#5 D5 F#5:1 | E5:.5 C#5 A4 B4 C#5 B4:1'))]
const hill = line(
  'B5:1.5 A5:1 F#5 | C#6:1.5 B5:1 A5 | A5:1.5 F#5:1 E5 | F#5:3.5 | B5:1.5 A5:1 D6 | C#6:1.5 B5:1 C#6 | A5:1.5 F#5:1 A5 | B5:3.5'
)

/** Seven quavers to the bar in B dorian at 138: a channel cut along a mountain, and somebody walking beside it. */
export const levada: Composition = {
  bpm: 138,
  beats: 42 * bar,
  tail_s: 4,
  seed: 77,
  room: { decay_s: 1.8, damping: 0.45, size: 0.9 },
  echo: { beats: 1.5, feedback: 0.32, damping: 0.45 },
  compose({ track }) {
    const shapes = voiced(chords, { centre: 'F#4' })
    const end = 37 * bar
    const walk = (pattern: string, from: number, to: number): ReturnType<typeof hits> => between(
      from * bar,
      to * bar,
      times(42, bar, hits(pattern, 0.5)),
    )
    const bass = chords.flatMap((chord) => {
      const root = pitch('E1') + ((chord.bass - 4 + 12) % 12)
      return [[0, 1.4, root], [1.5, 0.9, root + 7], [2.5, 0.9, root + 12]].map(
        ([start = 0, beats = 1, tone = root]) => ({ at: chord.at + start, beats, pitch: tone, velocity: start === 0 ? 0.85 : 0.65 })
      )
    })

    track({ level_db: -9, room: 0.25, echo: 0.2, pan: 0.2, loose_ms: 7 },
      [
        kalimba(),
        [
          ...at(0, stream),
          ...at(4 * bar, stream),
          ...at(8 * bar, stream),
          ...at(20 * bar, loud(0.85, sequence(2, bDorian, stream))),
          ...at(24 * bar, stream),
          ...at(32 * bar, stream),
          ...at(36 * bar, line('F#5:.5 D5 B4 C#5 F#5:4?')),
        ],
      ])
    track(
      { level_db: -13, room: 0.25, pan: -0.45, loose_ms: 9 },
      [kalimba(), between(4 * bar, end, broken(voiced(chords, { centre: 'B4', voices: 3 }), '0 2 1 - 2 1 -', 0.5))],
    )
    track(
      { level_db: -8, room: 0.2, pan: -0.2, loose_ms: 9 },
      [
        nylonGuitar(),
        [
          ...between(8 * bar, 36 * bar, broken(shapes, '0 1 2 3 1 2 3', 0.5, 1)),
          ...at(36 * bar, held(shapes.slice(-1).map((chord) => ({ ...chord, at: 0 })), 0.6)),
        ],
      ],
    )
    track(
      { level_db: -18.5, room: 0.45, echo: 0.15, pan: 0.05, loose_ms: 15 },
      [
        flute(),
        [
          ...at(12 * bar, hill),
          ...at(28 * bar, between(0, 4 * bar, hill)),
          ...at(32 * bar, loud(0.8, line('-:1.5 F#5:2 | -:1.5 G#5:1 F#5 | -:1.5 F#5:2 | E5:1.5 C#5:2'))),
        ],
      ],
    )
    track({ level_db: -12, room: 0.05, loose_ms: 5 }, [deepBass(), [...between(6 * bar, 20 * bar, bass), ...between(24 * bar, end, bass)]])
    track({ level_db: -11, room: 0.2, pan: 0.1, loose_ms: 6 },
      [hand({ skin_hz: 88, decay_s: 0.17, slap: 0.08 }), [...walk('x..o.x.', 6, 20), ...walk('x..x.xo', 24, 36)]],
      [hand({ skin_hz: 240, decay_s: 0.08, slap: 0.35 }), [...walk('..ox.ox', 8, 20), ...walk('.oox.ox', 24, 36)]],
      [hand({ skin_hz: 330, decay_s: 0.07, slap: 0.3 }), [...walk('......o', 12, 20), ...walk('o.....x', 28, 36)]])
    track(
      { level_db: -15, room: 0.2, pan: -0.3, loose_ms: 5 },
      [shaker(), [...walk('xoxxoxo', 10, 20), ...walk('xoxxoxo', 24, 36)]],
      [rim(), walk('...o...', 28, 36)],
    )
    track(
      { level_db: -21, room: 0.5, effects: [sway(0.3, 0.002, 0.5)], fader: [[28, 0], [50, 1], [126, 1], [140, 0.4]] },
      [warmPad(800), between(8 * bar, 42 * bar, held(voiced(chords, { centre: 'A3' }), 0.7))],
    )
    track(
      { level_db: -20, fader: [[0, 1], [28, 0.3], [68, 0.4], [80, 1], [90, 0.3], [120, 0.3], [140, 1]] },
      [wash({ low_hz: 600, high_hz: 3200, period_s: 3.7, depth: 0.5, fade_s: 1 }), [{ at: 0, beats: 155, pitch: 60, velocity: 0.5 }]],
    )
  },
}
