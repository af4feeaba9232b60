/** A WAV file (16 bit, mono, 44,100 Hz) of one tone. */
export function tone(seconds: number): Uint8Array<ArrayBuffer> {
  const rate = 44_100
  const frames = seconds * rate
  const bytes = new Uint8Array(44 + frames * 2)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode('RIFF    WAVEfmt '))
  view.setUint32(4, 36 + frames * 2, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  bytes.set(new TextEncoder().encode('data'), 36)
  view.setUint32(40, frames * 2, true)
  for (let frame = 0; frame < frames; frame++) view.setInt16(44 + frame * 2, 10_000 * Math.sin((2 * Math.PI * 440 * frame) / rate), true)
  return bytes
}
