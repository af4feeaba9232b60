import { comped, progression, voiced } from '../score/harmony.ts'
import { at, between, hits, line, loud, times, up } from '../score/notes.ts'
import { specks } from '../synth/air.ts'
import { hand, hat, kick, rim, snare } from '../synth/drums.ts'
import { drive } from '../synth/effects.ts'
import { filterTrack } from '../synth/filter.ts'
import { deepBass, melodica, organStab } from '../synth/patches.ts'
import type { Composition } from '../synth/studio.ts'

const bar = 4
const verse = 'Gm7 Gm7 Cm7 Gm7'
const chorus = 'Ebmaj7 F Gm7 Dm7'
const chords = progression(`${verse} ${verse} ${verse} ${chorus} Gm7 Gm7 ${verse}`)

const riff = line('G1:.75! -:.25 Bb1:.5 D2:.5 -:.5 C2:.25 Bb1:.25 G1:.5 F1:.5')
const riffOnFour = line('C2:.75! -:.25 Eb2:.5 G2:.5 -:.5 F2:.25 Eb2:.25 C2:.5 Bb1:.5')
const turn = line(`
  Eb2:1! -:.5 Eb2:.5 G2:.5 Bb1:1 -:.5 | F1:1! -:.5 F1:.5 A1:.5 C2:1 -:.5
  G1:1! -:.5 G1:.5 Bb1:.5 D2:1 -:.5   | D2:1! -:.5 C2:.5 A1:.5 F1:.5 D1:1`)
const bassVerse = [...times(2, bar, riff), ...at(2 * bar, riffOnFour), ...at(3 * bar, riff)]

const call = line('-:.5 D5:.25 F5 G5:1.5 F5:.5 D5:1 | -:.5 C5:.25 D5 F5:1 D5:.5 C5:.5 Bb4:1')
const reply = line('-:.5 Eb5:.25 G5 C6:1.5 Bb5:.5 G5:1 | F5:.5 D5 C5 Bb4 G4:2')
const lament = line('Bb4:.5 D5 G5:2 F5:1 | A4:.5 C5 F5:2 Eb5:1 | D5:.5 F5 Bb5:1.5 A5:.5 G5:1 | F5:1 E5:.5 F5 D5:2')

/** Dub in G minor at 70: bass and drum in front, everything else sent down the corridor and heard coming back. */
export const lowerDeckDub: Composition = {
  bpm: 70,
  beats: 22 * bar,
  tail_s: 4,
  seed: 19,
  swing: { unit: 0.25, ratio: 0.55 },
  room: { decay_s: 2.6, damping: 0.55, size: 1 },
  echo: { beats: 0.75, feedback: 0.58, damping: 0.45 },
  compose({ track }) {
    const keys = voiced(chords, { centre: 'F4', voices: 3 })
    const skank = comped(keys, hits('..x. ..x. ..x. ..x.'), bar)

    track({ level_db: -8, effects: [drive(1.3)], loose_ms: 5 },
      [
        deepBass(),
        [
          ...at(2 * bar, between(0, 10 * bar, times(3, 4 * bar, bassVerse))),
          ...at(12 * bar, turn),
          ...at(16 * bar, times(2, bar, riff)),
          ...at(18 * bar, between(0, 14, bassVerse)),
          ...at(21.5 * bar, line('G1:2!')),
        ],
      ])
    track({ level_db: -5, room: 0.08, loose_ms: 5, effects: [drive(1.4)] },
      [
        kick({ end_hz: 50, punch: 0.7, decay_s: 0.18 }),
        between(
          0,
          86,
          [
            ...times(16, bar, hits('........X.......')),
            ...at(16 * bar, times(2, bar, hits('x...x...x...x...'))),
            ...at(18 * bar, times(4, bar, hits('........X.......'))),
          ],
        ),
      ],
      [hat(), times(21, bar, loud(0.55, hits('..x...x...x...xo')))],
      [snare({ rattle: 0.35, decay_s: 0.08 }), at(3 * bar, times(5, 4 * bar, hits('........o...x.xx')))])
    track({ level_db: -8, room: 0.35, echo: 0.35, pan: 0.3 },
      [rim(), [...hits('x'), ...times(22, bar, hits('........x.......'))]],
      [hand({ skin_hz: 310, decay_s: 0.08 }), at(4 * bar, times(8, 2 * bar, loud(0.7, hits('......o...x.....  ..........x..x..'))))])
    track({ level_db: -14, room: 0.2, echo: 0.1, pan: -0.35, loose_ms: 6, effects: [filterTrack('high', 320), filterTrack('low', 3400)] },
      [organStab(), between(4 * bar, 16 * bar, skank)])
    track({ level_db: -14.5, room: 0.5, echo: 0.9, pan: 0.35, effects: [filterTrack('high', 400), filterTrack('low', 2600)] },
      [
        organStab(),
        [
          ...between(0, 1, at(-2, between(2, 3, skank))),
          ...between(16 * bar, 18 * bar, skank).filter((note) => note.at % 4 === 0.5),
          ...between(18 * bar, 22 * bar, skank).filter((note) => note.at % 8 === 1.5),
        ],
      ])
    track({ level_db: -16.5, room: 0.4, echo: 0.42, pan: -0.1, loose_ms: 12 },
      [
        melodica(),
        [
          ...at(6 * bar, call),
          ...at(8 * bar, reply),
          ...at(12 * bar, lament),
          ...at(18 * bar, up(12, loud(0.6, between(0, bar, call)))),
          ...at(20 * bar, between(bar, 2 * bar, reply)),
        ],
      ])
    track(
      { level_db: -26, fader: [[0, 0], [8, 1], [84, 1], [90, 0]] },
      [specks({ each_second: 14, tone_hz: 3100 }), [{ at: 0, beats: 88, pitch: 60, velocity: 3 }]],
    )
  },
}
