const letters = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }

/** The MIDI number of a note name: `C4` is 60, `F#3` 54, `Bb2` 46. */
export function pitch(name: string): number {
  const [, root, octave] = /^([A-G][#b]?)(-?\d)$/.exec(name) ?? []
  if (root === undefined) throw new Error(`"${name}" is not a note such as C4, F#3 or Bb2`)
  return pitchClass(root) + 12 * (Number(octave) + 1)
}

/** 0 to 11 from C, of a name without an octave. */
export function pitchClass(name: string): number {
  const [letter, semitones] = Object.entries(letters).find(([each]) => name.startsWith(each)) ?? []
  if (letter === undefined || semitones === undefined) throw new Error(`"${name}" is not the name of a note`)
  return (semitones + (name[1] === '#' ? 1 : name[1] === 'b' ? -1 : 0) + 12) % 12
}

/** Equal temperament, A4 = 440 Hz. */
export const frequency_hz = (midi: number): number => 440 * 2 ** ((midi - 69) / 12)
