export interface Tone {
  readonly seconds: number
  readonly hertz?: number
  readonly rate?: number
}

/** A WAV file (16 bit, stereo) of two tones that swell and fade, so that no two seeds give the same bytes. */
export function toneWav({ seconds, hertz = 220, rate = 44_100 }: Tone): Uint8Array<ArrayBuffer> {
  const frames = Math.round(seconds * rate)
  const bytes = new Uint8Array(44 + frames * 4)
  const view = new DataView(bytes.buffer)
  const text = (at: number, word: string) => bytes.set(new TextEncoder().encode(word), at)
  text(0, 'RIFF')
  view.setUint32(4, 36 + frames * 4, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 2, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 4, true)
  view.setUint16(32, 4, true)
  view.setUint16(34, 16, true)
  text(36, 'data')
  view.setUint32(40, frames * 4, true)
  for (let frame = 0; frame < frames; frame++) {
    const time = frame / rate
    const swell = 0.25 + 0.15 * Math.sin(2 * Math.PI * 0.5 * time)
    view.setInt16(44 + frame * 4, swell * 32_767 * Math.sin(2 * Math.PI * hertz * time), true)
    view.setInt16(46 + frame * 4, swell * 32_767 * Math.sin(2 * Math.PI * hertz * 1.5 * time), true)
  }
  return bytes
}
