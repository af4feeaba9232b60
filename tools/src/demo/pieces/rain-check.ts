import { bassline, comped, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, times, up } from '../score/notes.ts'
import { specks, wash } from '../synth/air.ts'
import { hat, kick, snare } from '../synth/drums.ts'
import { drive, sway } from '../synth/effects.ts'
import { electricPiano } from '../synth/electric-piano.ts'
import { filterTrack } from '../synth/filter.ts'
import { nylonGuitar, uprightBass } from '../synth/pluck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 4
const chords = progression('Fmaj9 Dm9 | Gm9 C13 Fmaj9 Dm9 | Bbmaj9 Am7 Gm9 C9 | Gm9:2 C13:2 Fmaj9:6')

const guitar = line(`
  -:.5 D5:.5 F5 A5:1 G5:.5 F5:1 | -:.5 E5 D5 A4:1.5 -:1
  -:.5 A4:.5 C5 E5:1 D5:.5 C5:1 | -:.5 F5 E5 C5 D5:2`)

const answer = line(`
  -:.5 F5:.5 A5 C6:1 A5:.5 F5:1 | E5:1.5 G5:.5 E5:1 C5
  -:.5 D5 F5 A5:1 C6:.5 A5:1    | G5:1 F5:.5 D5 C5:2`)

const farewell = line('-:.5 D5:.5 F5 A5:1 G5:.5 E5:1 | -:.5 A4:.5 C5 E5 G5:4?')

/** Lo-fi in F, 78 beats a minute: a window seat, rain outside, the guitar asks and the keys answer. */
export const rainCheck: Composition = {
  bpm: 78,
  beats: 12.5 * bar,
  tail_s: 2,
  seed: 4,
  swing: { unit: 0.25, ratio: 0.58 },
  room: { decay_s: 1.3, damping: 0.6, size: 0.7 },
  echo: { beats: 0.75, feedback: 0.35, damping: 0.5 },
  compose({ track }) {
    const keys = voiced(chords, { centre: 'D4' })
    const kicks = at(2 * bar, times(4, 2 * bar, hits('x..o..x. ..x..... | x..o..x. ..x...o.')))
    const groove = between(0, 10 * bar, kicks)

    track({
      level_db: -16.5,
      room: 0.25,
      effects: [sway(0.55, 0.0011, 1), drive(1.4), filterTrack('low', 3800)],
      loose_ms: 14,
      duck: { notes: groove, depth: 0.25, release_beats: 0.5 },
    },
      [
        electricPiano(0.8),
        comped(keys, line('C4:2.3 -:.2 C4:.4? -:.1 C4:1?').map((note) => ({ ...note, velocity: note.velocity * 0.8 })), bar),
      ])
    track({ level_db: -8, room: 0.22, echo: 0.16, pan: -0.25, loose_ms: 12, effects: [filterTrack('low', 5200)] },
      [nylonGuitar(), [...at(2 * bar, up(-12, guitar)), ...at(10 * bar, up(-12, farewell))]])
    track({ level_db: -16.5, room: 0.35, echo: 0.22, pan: 0.25, loose_ms: 10, effects: [sway(0.6, 0.0008, 1)] },
      [electricPiano(1.6), at(6 * bar, loud(0.85, answer))])
    track({ level_db: -6, loose_ms: 8, effects: [filterTrack('low', 900), drive(1.5)] },
      [uprightBass(), between(2 * bar, 99, bassline(chords, 'R:1.75 5:.25 8:.5 7:.5 5:1', 'E1'))])
    track({ level_db: -10, room: 0.06, loose_ms: 6, effects: [drive(1.8), filterTrack('low', 7000)] },
      [kick({ end_hz: 52, decay_s: 0.13 }), kicks],
      [snare({ skin_hz: 175, rattle: 0.45, decay_s: 0.09 }), at(2 * bar, times(8, bar, hits('....x... ....x..o')))],
      [hat({ decay_s: 0.025 }), at(2 * bar, times(8, bar, loud(0.5, hits('x.x.x.xo x.x.xox.'))))])
    track({ level_db: -29, fader: [[0, 1], [8, 0.7], [44, 0.7], [50, 1]] },
      [wash({ low_hz: 900, high_hz: 6500, period_s: 9, depth: 0.4, fade_s: 0.4 }), [{ at: 0, beats: 54, pitch: 60, velocity: 0.6 }]],
      [specks({ each_second: 22, tone_hz: 2600 }), [{ at: 0, beats: 52, pitch: 60, velocity: 3 }]])
  },
}
