import { bassline, comped, held, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, sequence, times } from '../score/notes.ts'
import { wash } from '../synth/air.ts'
import { clap, cymbal, hat, kick, rim, shaker } from '../synth/drums.ts'
import { autoPan, drive } from '../synth/effects.ts'
import { electricPiano } from '../synth/electric-piano.ts'
import { filterTrack } from '../synth/filter.ts'
import { strings, synthBass } from '../synth/patches.ts'
import { marimba, piano } from '../synth/struck.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 4
const cMinor = [0, 2, 3, 5, 7, 8, 10]
const round = 'Cm9 Abmaj9 Fm9 Gm7'
const chords = progression(Array.from({ length: 10 }, () => round).join(' '))

const motif = line('G5:.75 Eb5:.5 D5:.75 C5:.5 D5 Eb5 -:.5')
const phrase = [
  ...motif,
  ...at(bar, sequence(-2, cMinor, motif)),
  ...at(2 * bar, sequence(-1, cMinor, motif)),
  ...at(3 * bar, line('D5:.75 F5:.5 Bb5:.75 G5:2')),
]
const answer = line('-:2 G5:.25 Bb5 C6:1 -:.5 | -:2 G5:.25 Bb5 C6:.5 Eb6:1 | -:2 C6:.25 Bb5 Ab5:1 -:.5 | -:1.5 F5:.5 G5:.5 Bb5:.5 D6:1')

/** House in C minor at 122: a glasshouse with the windows open; the chords stay out of the sun and the marimba does not. */
export const orangerie: Composition = {
  bpm: 122,
  beats: 40 * bar,
  tail_s: 2.5,
  seed: 122,
  swing: { unit: 0.25, ratio: 0.545 },
  room: { decay_s: 1.7, damping: 0.45, size: 0.85 },
  echo: { beats: 0.75, feedback: 0.38, damping: 0.4 },
  compose({ track, seconds }) {
    const floor = hits('x...x...x...x...')
    const kicks = [...times(20, bar, floor), ...at(24 * bar, times(14, bar, floor))]
    const pump = { notes: kicks, depth: 0.55, release_beats: 0.8 }
    const opening = (at_s: number): number => {
      const bars = (at_s / seconds(1)) / bar
      if (bars < 8) return 450 + 350 * bars
      if (bars < 20) return 3300
      if (bars < 24) return 3300 - 2700 * Math.sin((Math.PI * (bars - 20)) / 8)
      return bars < 36 ? 4200 : 4200 - 850 * (bars - 36)
    }

    track({ level_db: -7, effects: [drive(1.3)], fader: [[150, 1], [160, 0.6]] }, [kick({ end_hz: 49, decay_s: 0.15 }), kicks])
    track({ level_db: -15.5, room: 0.25, echo: 0.15, duck: pump, effects: [filterTrack('low', opening, 1.2)] },
      [
        electricPiano(1.3),
        comped(voiced(chords, { centre: 'Eb4' }), hits('x..x..x... x..x..').map((note) => ({ ...note, beats: 0.4 })), bar),
      ])
    track({ level_db: -8, duck: { ...pump, depth: 0.7, release_beats: 0.6 }, effects: [drive(1.4)] },
      [
        synthBass(),
        [
          ...between(4 * bar, 20 * bar, bassline(chords, '-:.5 R:.25 R:.25 -:.5 R:.5 -:.25 8:.25 R:.5 -:.5 5:.25 7:.25', 'F1')),
          ...between(24 * bar, 38 * bar, bassline(chords, '-:.5 R:.25 R:.25 -:.5 8:.25 R:.25 -:.25 R:.25 5:.5 -:.5 7:.25 8:.25', 'F1')),
        ],
      ])
    track({ level_db: -9.5, room: 0.15 },
      [clap(), [...at(4 * bar, times(16, bar, hits('....x.......x...'))), ...at(24 * bar, times(14, bar, hits('....x.......x..o')))]],
      [rim(), at(8 * bar, times(12, bar, loud(0.5, hits('.......x..x.....'))))])
    track({ level_db: -12, room: 0.08, pan: -0.15 },
      [
        hat({ decay_s: 0.06, low_hz: 6500 }),
        [...at(2 * bar, times(18, bar, hits('..x...x...x...x.'))), ...at(24 * bar, times(14, bar, hits('..x...x...x...x.')))],
      ],
      [shaker(), between(8 * bar, 38 * bar, times(38, bar, loud(0.7, hits('xoxoxoxoxoxoxoxo'))))],
      [cymbal(), [...at(12 * bar, hits('x')), ...at(24 * bar, hits('X'))]])
    track({ level_db: -9.5, room: 0.25, echo: 0.3, loose_ms: 4, effects: [autoPan(0.13, 0.25)] },
      [
        marimba(),
        [
          ...at(12 * bar, times(2, 4 * bar, phrase)),
          ...at(22 * bar, loud(0.6, between(2 * bar, 4 * bar, phrase))),
          ...at(28 * bar, times(2, 4 * bar, phrase)),
          ...at(36 * bar, loud(0.6, motif)),
        ],
      ])
    track({ level_db: -15, room: 0.3, echo: 0.2, pan: 0.2, loose_ms: 6 },
      [piano(1.5), [...at(24 * bar, answer), ...at(28 * bar, answer), ...at(32 * bar, answer)]])
    track({
      level_db: -18.5,
      room: 0.5,
      duck: { ...pump, depth: 0.3 },
      fader: [[60, 0], [80, 0.6], [94, 1], [97, 0.6], [144, 0.6], [156, 0.2]],
    },
      [strings(0.6, 1800), held(voiced(chords, { centre: 'G4', voices: 3 }).slice(16, 39), 0.7)])
    track(
      { level_db: -24, room: 0.4, fader: [[80, 0], [95.5, 1], [96.2, 0]] },
      [wash({ low_hz: 1200, high_hz: 9000, period_s: 16, depth: 0.2, fade_s: 0.1 }), [{ at: 80, beats: 16.4, pitch: 60, velocity: 0.8 }]],
    )
  },
}
