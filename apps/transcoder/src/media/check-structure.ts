import type { AudioFormat } from './audio-formats.ts'
import type { ByteWindow } from './byte-window.ts'
import { checkBoxes } from './check-boxes.ts'
import { startOfFrames } from './detect-format.ts'
import { adtsFrame, mp3Frame, type FrameHeader } from './frame-headers.ts'
import { Refusal } from './rejection.ts'

const printable = /^[\x20-\x7e]{4}$/

/** Chunks of a RIFF or IFF file have to fit in it: what declares more bytes than there are is cut off, or lies. */
function checkChunks(file: ByteWindow, big_endian: boolean): void {
  let offset = 12
  while (offset + 8 <= file.size) {
    const header = file.bytes(offset, 8)
    const id = header.toString('latin1', 0, 4)
    if (!printable.test(id)) {
      if (file.bytes(offset, 64).every(byte => byte === 0)) return
      throw new Refusal('corrupt_audio', `no chunk at ${offset}`)
    }
    const size = big_endian ? header.readUInt32BE(4) : header.readUInt32LE(4)
    // RF64 says 0xFFFFFFFF here and puts the true size into ds64, which has to come first (EBU Tech 3306).
    const ds64 = file.bytes(12, 28)
    const rf64 = file.bytes(0, 4).toString('latin1') === 'RF64' && ds64.toString('latin1', 0, 4) === 'ds64'
    const length = rf64 && id === 'data' && size === 0xffffffff ? Number(ds64.readBigUInt64LE(16)) : size
    if (offset + 8 + length > file.size) throw new Refusal('truncated_audio', `chunk ${id} declares ${length} bytes`)
    offset += 8 + length + length % 2
  }
}

/** The last page of an Ogg file ends it and says so (RFC 3533 § 6: flag 0x04). ffmpeg checks every page's checksum later. */
function checkLastPage(file: ByteWindow): void {
  const tail_length = Math.min(file.size, 27 + 255 + 255 * 255)
  const tail = Buffer.from(file.bytes(file.size - tail_length, tail_length))
  const page = tail.lastIndexOf('OggS')
  if (page < 0 || page + 27 > tail.length) throw new Refusal('truncated_audio', 'no last page')
  const segments = tail.readUInt8(page + 26)
  const body = tail.subarray(page + 27, page + 27 + segments).reduce((sum, length) => sum + length, 0)
  const end = page + 27 + segments + body
  if (end > tail.length) throw new Refusal('truncated_audio', 'half a page at the end')
  if (end < tail.length) throw new Refusal('corrupt_audio', 'bytes behind the last page')
  if (!(tail.readUInt8(page + 5) & 4)) throw new Refusal('truncated_audio', 'the last page is not marked as the end')
}

const trailing_tags = ['TAG', 'APETAGEX', 'LYRICSBEGIN', '3DI', 'ID3']

/** Walks a bare stream frame by frame and counts its samples: its only honest length. */
function walkFrames(file: ByteWindow, frameAt: (header: Buffer) => FrameHeader | undefined): number {
  let offset = startOfFrames(file)
  let samples = 0
  let key: number | undefined
  while (offset < file.size) {
    const frame = frameAt(file.bytes(offset, 7))
    if (!frame || (key !== undefined && frame.key !== key)) {
      const rest = file.bytes(offset, 64)
      const tag = trailing_tags.some(start => rest.toString('latin1').startsWith(start))
      if (tag || rest.length < 7 || rest.every(byte => byte === 0)) break
      throw new Refusal('corrupt_audio', `no frame at ${offset}`)
    }
    key = frame.key
    if (offset + frame.length > file.size) throw new Refusal('truncated_audio', 'half a frame at the end')
    samples += frame.samples / frame.sample_rate_hz
    offset += frame.length
  }
  return samples
}

/**
 * Holds a file to its own container's arithmetic before any decoder sees it.
 * Returns the seconds counted where counting is the only way to know, else undefined. Throws {@link Refusal}.
 */
export function checkStructure(file: ByteWindow, format: AudioFormat): number | undefined {
  switch (format) {
    case 'mp3': return walkFrames(file, mp3Frame)
    case 'aac': return walkFrames(file, adtsFrame)
    case 'wav': checkChunks(file, false); break
    case 'aiff': checkChunks(file, true); break
    case 'mov': checkBoxes(file); break
    case 'ogg': checkLastPage(file); break
    case 'flac': break // Its frames carry checksums, which the strict decode holds them to.
  }
  return undefined
}
