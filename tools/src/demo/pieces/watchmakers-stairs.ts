import { bassline, broken, held, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, slower, swell, times, up } from '../score/notes.ts'
import { rim, shaker } from '../synth/drums.ts'
import { strings } from '../synth/patches.ts'
import { uprightBass } from '../synth/pluck.ts'
import { glockenspiel, marimba } from '../synth/struck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 5
const chords = progression('Bbmaj9:20 Gm9:20 Ebmaj7#11:20 F6:10 Dm7:10 Gm9:10 Ebmaj9:10 Cm9:10 F9sus4:10 Bbmaj9:20 Bb69:10', bar)

/** Ten steps of a stair: it never lands where a walker in fours expects. */
const stair = '0 2 1 3 2 4 1 3 0 2'
const theme = line('D5:1.5 F5 A5:2 | G5:1 F5 D5:3 | Eb5:1.5 G5 Bb5:2 | A5:1 G5 F5:3')

/** Minimal in B flat at 168, five to the bar: two marimbas on the same stairs, one of them a step behind. */
export const watchmakersStairs: Composition = {
  bpm: 168,
  beats: 30 * bar,
  tail_s: 1.5,
  seed: 60,
  room: { decay_s: 1.9, damping: 0.35, size: 0.8 },
  echo: { beats: 2.5, feedback: 0.3, damping: 0.4 },
  compose({ track }) {
    const shapes = voiced(chords, { centre: 'F4' })
    const climb = broken(shapes, stair, 0.5)
    const behind = at(0.5, between(8 * bar, 28 * bar, climb))
    const twoBehind = at(1, between(16 * bar, 24 * bar, up(12, climb)))
    const end = 29 * bar

    track(
      { level_db: -11, room: 0.2, pan: -0.4, loose_ms: 3, fader: [[0, 0.5], [20, 1], [120, 1], [148, 0.5]] },
      [marimba(), between(0, end, climb)],
    )
    track({ level_db: -12, room: 0.2, pan: 0.4, loose_ms: 3, fader: [[40, 0], [55, 1], [120, 1], [144, 0]] }, [marimba(), behind])
    track({ level_db: -18, room: 0.3, echo: 0.15, loose_ms: 3 }, [marimba(), swell(0.4, 1, twoBehind)])
    track({ level_db: -7, room: 0.1, loose_ms: 4 },
      [
        uprightBass(),
        [...between(4 * bar, 28 * bar, bassline(chords, 'R:1.5 5:1.5 8:2 | R:1.5 -:1.5 5:1 8:1', 'F1')), ...at(end, line('Bb1:5'))],
      ])
    track({ level_db: -15, room: 0.45, echo: 0.2, loose_ms: 6 },
      [
        glockenspiel(),
        [
          ...at(10 * bar, loud(0.8, theme)),
          ...at(16 * bar, slower(2, theme)),
          ...at(24 * bar, loud(0.8, up(12, between(0, 10, theme)))),
          ...at(end, line('D6:5?')),
        ],
      ])
    track({ level_db: -20, room: 0.5, fader: [[40, 0], [80, 1], [118, 1], [146, 0]] },
      [
        strings(0.9, 1700),
        [...between(8 * bar, end, held(voiced(chords, { centre: 'D4', voices: 3 }), 0.6)), ...at(24 * bar, up(-12, theme))],
      ])
    track(
      { level_db: -19, room: 0.3, pan: 0.2 },
      [rim(), between(0, end, times(30, bar, hits('x.o.o.x.o.', 0.5)))],
      [shaker(), between(12 * bar, 28 * bar, times(30, bar, loud(0.8, hits('o.xo.xo.xx', 0.5))))],
    )
  },
}
