import { held, progression, voiced } from '../score/harmony.ts'
import { at, line, loud, sequence, slower } from '../score/notes.ts'
import { pitch } from '../score/pitch.ts'
import { wash } from '../synth/air.ts'
import { autoPan, sway } from '../synth/effects.ts'
import { drone, flute, glassPad, warmPad } from '../synth/patches.ts'
import { harp } from '../synth/pluck.ts'
import { glockenspiel, piano } from '../synth/struck.ts'
import type { Composition } from '../synth/studio.ts'

const eFlat = [0, 2, 3, 5, 7, 8, 10]
const chords = progression('Ebmaj9 Abmaj7#11 Cm9 Bb11 Abmaj9 Gm7 Fm9 Bb9sus4 Ebmaj9:12', 8)

const motif = line('Bb4:1 D5:.5 F5:2.5 -:4')
const drops = [...motif, ...at(8, sequence(1, eFlat, motif)), ...at(16, sequence(-1, eFlat, motif)), ...at(24, line('C5:1 Eb5:.5 F5:2.5'))]
const gleam = line('-:3 G6:.5 D6:2 -:2.5 | -:4 C6:.5 G6:2 | -:5 Eb6:.5 D6:2 | -:5 F6:.5 C6:2')
const voice = slower(2, line('G4:2 Bb4:1 C5 | D5:3 Bb4:1 | C5:2 Eb5:1 D5 | C5:3.5 -:.5'))

/** Ambient in E flat at 60: the harbour before anyone is awake. Nothing in it is in a hurry. */
export const beforeTheFerry: Composition = {
  bpm: 60,
  beats: 80,
  tail_s: 9,
  seed: 505,
  room: { decay_s: 5.5, damping: 0.35, size: 1.7 },
  echo: { beats: 1.5, feedback: 0.5, damping: 0.5 },
  compose({ track }) {
    track(
      { level_db: -16, room: 0.5, effects: [sway(0.2, 0.003, 0.6), autoPan(0.05, 0.25)], fader: [[0, 0.75], [16, 1], [80, 1]] },
      [warmPad(700), held(voiced(chords, { centre: 'Bb3' }), 0.7)],
    )
    track(
      { level_db: -20, room: 0.6, effects: [autoPan(0.083, 0.35)], fader: [[8, 0], [24, 1], [64, 1], [80, 0.5]] },
      [glassPad(), held(voiced(chords, { centre: 'F5', voices: 3 }), 0.6)],
    )
    track(
      { level_db: -14.5, room: 0.1 },
      [
        drone(),
        chords.map((chord) => ({ at: chord.at, beats: chord.beats, pitch: pitch('Eb2') + ((chord.bass - 3 + 12) % 12), velocity: 0.6 })),
      ],
    )
    track(
      { level_db: -7, room: 0.45, echo: 0.35, loose_ms: 30 },
      [piano(0.8), [...at(4, loud(0.8, drops)), ...at(36, loud(0.8, drops)), ...at(66, line('Bb4:1? D5:.5? G5:8?'))]],
    )
    track(
      { level_db: -16, room: 0.6, echo: 0.4, pan: 0.4, loose_ms: 40 },
      [glockenspiel(), [...at(14, gleam), ...at(48, loud(0.8, gleam))]],
    )
    track(
      { level_db: -14, room: 0.5, echo: 0.2, pan: -0.3, loose_ms: 30 },
      [harp(), [...at(32, line('-:2 Eb3:.5 Bb3 Eb4 G4 D5:3 -:1 | -:2 G3:.5 D4 F4 Bb4 D5:3 -:1 | -:2 F3:.5 C4 Eb4 Ab4 G5:3'))]],
    )
    track({ level_db: -24, room: 0.6, pan: 0.1, loose_ms: 20 }, [flute(), at(32, voice)])
    track(
      { level_db: -17, fader: [[0, 1], [20, 0.6], [60, 0.6], [76, 1]] },
      [wash({ low_hz: 180, high_hz: 1500, period_s: 8.5, depth: 0.85, fade_s: 0.8 }), [{ at: 0, beats: 89, pitch: 60, velocity: 0.5 }]],
    )
  },
}
