import type { AudioFormat } from './audio-formats.ts'
import type { ByteWindow } from './byte-window.ts'
import { adtsFrame, mp3Frame } from './frame-headers.ts'

const ascii = (file: ByteWindow, offset: number, length: number) => file.bytes(offset, length).toString('latin1')

/** Length of the ID3v2 tag at `offset`, header included, or 0 (ID3v2.4 § 3.1: a synchsafe 28-bit size). */
export function id3v2Length(file: ByteWindow, offset: number): number {
  const header = file.bytes(offset, 10)
  if (header.length < 10 || header.toString('latin1', 0, 3) !== 'ID3') return 0
  const size = header.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0)
  const footer = header.readUInt8(5) & 0x10 ? 10 : 0
  return 10 + size + footer
}

/** Where sound begins in a file of bare frames: behind ID3v2 tags and the zeros some taggers leave after them. */
export function startOfFrames(file: ByteWindow): number {
  let offset = 0
  for (let tags = 0; tags < 4; tags++) {
    const length = id3v2Length(file, offset)
    if (length === 0) break
    offset += length
  }
  if (offset === 0) return 0
  const padding = file.bytes(offset, 1 << 16).findIndex(byte => byte !== 0)
  return padding < 0 ? offset : offset + padding
}

/**
 * The format a file's own first bytes claim, whatever it is called; undefined when they claim none of ours.
 * Formats without a signature (MP3, ADTS) have to show three frames in a row: two bytes prove nothing.
 */
export function detectFormat(file: ByteWindow): AudioFormat | undefined {
  const four = ascii(file, 0, 4)
  const form = ascii(file, 8, 4)
  if ((four === 'RIFF' || four === 'RF64') && form === 'WAVE') return 'wav'
  if (four === 'FORM' && (form === 'AIFF' || form === 'AIFC')) return 'aiff'
  if (four === 'fLaC') return 'flac'
  if (four === 'OggS') return 'ogg'
  if (ascii(file, 4, 4) === 'ftyp') return 'mov'
  const start = startOfFrames(file)
  if (ascii(file, start, 4) === 'fLaC') return 'flac'
  for (const [format, frameAt] of [['mp3', mp3Frame], ['aac', adtsFrame]] as const) {
    let offset = start
    let frames = 0
    while (frames < 3) {
      const frame = frameAt(file.bytes(offset, 7))
      if (!frame) break
      offset += frame.length
      frames++
    }
    if (frames === 3) return format
  }
  return undefined
}
