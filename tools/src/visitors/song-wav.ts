const rate_hz = 44_100
const chord_hz = [110, 164.8, 220, 277.2, 329.6, 440] as const
const beat_s = 0.5

/**
 * A song as a WAV file (16 bit, stereo): a chord that moves, a drum of noise on each beat, and air. An encoder works on it as
 * on music; a pure tone or plain noise would flatter it or wear it out.
 */
export function songWav(seconds: number): Buffer<ArrayBuffer> {
  const frames = Math.round(seconds * rate_hz)
  const wav = Buffer.alloc(44 + frames * 4)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(2, 22)
  wav.writeUInt32LE(rate_hz, 24)
  wav.writeUInt32LE(rate_hz * 4, 28)
  wav.writeUInt16LE(4, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(frames * 4, 40)
  let state = 42
  for (let frame = 0; frame < frames; frame++) {
    const time = frame / rate_hz
    const shift = 1 + 0.06 * Math.floor((time / 4) % 4)
    let chord = 0
    for (const hertz of chord_hz) chord += Math.sin(2 * Math.PI * hertz * shift * time)
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    const noise = state / 2 ** 31
    const drum = noise * Math.exp(-12 * (time % beat_s))
    const air = noise * 0.02
    wav.writeInt16LE(Math.round(5_000 * (0.7 * chord + drum + air)), 44 + frame * 4)
    wav.writeInt16LE(Math.round(5_000 * (0.5 * chord - drum + air)), 46 + frame * 4)
  }
  return wav
}
