import { broken, held, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, swell, times, up } from '../score/notes.ts'
import { pitch } from '../score/pitch.ts'
import { wash } from '../synth/air.ts'
import { cymbal, hand } from '../synth/drums.ts'
import { filterTrack } from '../synth/filter.ts'
import { drone, horn, strings } from '../synth/patches.ts'
import { harp } from '../synth/pluck.ts'
import { piano } from '../synth/struck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 4
const chords = progression(`
  Dm Dm | Dm Bbmaj7 F C/E Gm Dm/F Bbmaj7 A7
  Dm Bbmaj7 F C/E Gm Dm/A Bbmaj7 C
  Dm Bb F C Gm Bb A:8 | Bbmaj7 Gm9 D:8`)

const song = line('D4:2 F4:1 A4 | A4:1.5 G4:.5 F4:2 | C5:2 A4:1 F4 | G4:3 E4:1 | Bb4:2 A4:1 G4 | A4:1.5 F4:.5 D4:2 | F4:1 G4 A4 D5 | C#5:4')
const risen = line(
  'D5:2 F5:1 A5 | A5:1.5 G5:.5 F5:2 | C6:2 A5:1 F5 | G5:3 E5:1 | Bb5:2 A5:1 G5 | A5:1.5 G5:.5 F5:1 D5 | F5:1 G5 A5 D6 | E6:4'
)
const summit = line('F6:2 D6:1 A5 | D6:1.5 C6:.5 Bb5:2 | C6:2 A5:1 C6 | G5:3 E5:1 | Bb5:2 D6:1 G5 | F5:2 Bb5:1 D6 | E6:4 | C#6:4')
const after = line('-:1 F5:1 D5 A4 | -:1 G5:1 F5 D5 | F#5:6?')

/** Cinematic in D minor at 66: snow light, a horn far off, the whole orchestra once, and then a piano alone with D major. */
export const avenVintern: Composition = {
  bpm: 72,
  beats: 30 * bar,
  tail_s: 3,
  seed: 12,
  room: { decay_s: 3.6, damping: 0.4, size: 1.4 },
  compose({ track }) {
    const shapes = voiced(chords, { centre: 'F4' })
    const low = chords.map((chord) => ({ at: chord.at, beats: chord.beats, pitch: pitch('C2') + chord.bass, velocity: 0.75 }))
    const summitAt = 18 * bar
    const quiet = 26 * bar

    track(
      { level_db: -22, room: 0.3, fader: [[0, 1], [72, 0.7], [104, 0]] },
      [drone(), line('D3:70?')],
      [wash({ low_hz: 300, high_hz: 2200, period_s: 11, depth: 0.7, fade_s: 4 }), [{ at: 0, beats: 100, pitch: 60, velocity: 0.16 }]],
    )
    track(
      { level_db: -15, room: 0.4, fader: [[4, 0], [16, 0.5], [40, 0.7], [72, 1.1], [102, 1.1], [106, 0.35], [118, 0.3]] },
      [strings(0.6, 1900), between(bar, 30 * bar, held(shapes, 0.7))],
    )
    track(
      { level_db: -12, room: 0.25, fader: [[8, 0.4], [40, 0.7], [72, 1.1], [104, 1], [108, 0.4]] },
      [strings(0.4, 900), between(2 * bar, 29 * bar, low)],
    )
    track(
      { level_db: -14, room: 0.45, loose_ms: 10, pan: -0.2 },
      [horn(), [...at(2 * bar, song), ...at(summitAt, loud(0.9, up(-12, summit)))]],
    )
    track(
      { level_db: -13.5, room: 0.42, pan: 0.1, fader: [[40, 0.6], [72, 1], [103, 1], [105, 0]] },
      [strings(0.22, 3000), [...at(10 * bar, risen), ...at(summitAt, summit)]],
    )
    track(
      { level_db: -12, room: 0.4, loose_ms: 10, pan: 0.3 },
      [harp(), between(6 * bar, quiet, broken(shapes, '0 1 2 3 4 3 2 1', 0.5, 2))],
    )
    track({ level_db: -12, room: 0.45, effects: [filterTrack('low', 2600)] },
      [
        hand({ skin_hz: 62, decay_s: 0.4, slap: 0.1 }),
        [
          ...at(10 * bar, swell(0.4, 0.8, times(8, bar, hits('x.......o.......')))),
          ...at(summitAt, times(7, bar, hits('X.....x.X...x.x.'))),
          ...at(quiet - bar, swell(0.5, 1, hits('x.x.x.xxxxxxXXXX'))),
          ...at(quiet, hits('X')),
        ],
      ],
      [hand({ skin_hz: 92, decay_s: 0.3, slap: 0.15 }), at(summitAt, times(7, bar, loud(0.8, hits('....x..x....x..x'))))])
    track({ level_db: -18, room: 0.5 }, [cymbal(), [...at(summitAt, hits('X')), ...at(22 * bar, hits('X')), ...at(quiet, hits('x'))]])
    track(
      { level_db: -11, room: 0.4, loose_ms: 20 },
      [
        piano(0.9),
        [
          ...at(quiet, after),
          ...at(28 * bar, line('D3:8?')),
          ...at(28 * bar + 1, line('A3:7? ')),
          ...at(28 * bar + 2, line('D5:6?')),
          ...at(0, loud(0.7, line('D5:1 A5 D5 F5 | -:1 G5:1 E5 D5'))),
        ],
      ],
    )
  },
}
