const rate_hz = 44_100

/** A WAV file (16 bit, mono) of a tone that swells and fades. */
export function toneWav(seconds: number, hertz = 220): Uint8Array<ArrayBuffer> {
  const frames = seconds * rate_hz
  const wav = Buffer.alloc(44 + frames * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(rate_hz, 24)
  wav.writeUInt32LE(rate_hz * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(frames * 2, 40)
  for (let frame = 0; frame < frames; frame++) {
    const time = frame / rate_hz
    const swell = 0.25 + 0.15 * Math.sin(Math.PI * time)
    wav.writeInt16LE(Math.round(32_767 * swell * Math.sin(2 * Math.PI * hertz * time)), 44 + frame * 2)
  }
  return new Uint8Array(wav)
}
