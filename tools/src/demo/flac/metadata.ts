import { createHash } from 'node:crypto'

/** What a FLAC file says about itself (Vorbis comments). */
export interface Tags {
  title: string
  artist: string
  album: string
  genre: string
}

export interface StreamFacts {
  blockSize: number
  sampleRate: number
  left: Int16Array
  right: Int16Array
}

const text = new TextEncoder()

/** The stream's parameters and the MD5 of its samples (RFC 9639 § 8.2). */
export function streamInfo({ blockSize, sampleRate, left, right }: StreamFacts): Uint8Array {
  const interleaved = new DataView(new ArrayBuffer(left.length * 4))
  for (let i = 0; i < left.length; i++) {
    interleaved.setInt16(i * 4, left[i] ?? 0, true)
    interleaved.setInt16(i * 4 + 2, right[i] ?? 0, true)
  }
  const block = Buffer.alloc(34)
  block.writeUInt16BE(blockSize, 0)
  block.writeUInt16BE(blockSize, 2)
  // 20 bits of sample rate, 3 of channels - 1, 5 of bits - 1, and 36 of length, of which a demonstration needs 32.
  block.writeUInt32BE(sampleRate * 2 ** 12 + 1 * 2 ** 9 + 15 * 2 ** 4, 10)
  block.writeUInt32BE(left.length, 14)
  createHash('md5').update(interleaved).digest().copy(block, 18)
  return block
}

/** Tags in UTF-8 (RFC 9639 § 8.6). */
export function vorbisComment(tags: Tags): Uint8Array {
  const entries = Object.entries(tags).map(([name, value]) => text.encode(`${name.toUpperCase()}=${value}`))
  return Buffer.concat([prefixed(text.encode('Segue demonstration')), uint32le(entries.length), ...entries.map(prefixed)])
}

/** A square PNG as the front cover (RFC 9639 § 8.8). */
export function frontCover(png: Uint8Array, side_px: number): Uint8Array {
  const mime = text.encode('image/png')
  return Buffer.concat(
    [uint32(3), uint32(mime.length), mime, uint32(0), uint32(side_px), uint32(side_px), uint32(24), uint32(0), uint32(png.length), png]
  )
}

/** The marker and the metadata blocks, each with its header (RFC 9639 § 8.1). */
export function metadata(blocks: { type: number; body: Uint8Array }[]): Uint8Array {
  return Buffer.concat([
    text.encode('fLaC'),
    ...blocks.flatMap(({ type, body }, i) => [uint32(((i === blocks.length - 1 ? 0x80 : 0) | type) * 2 ** 24 + body.length), body]),
  ])
}

const prefixed = (bytes: Uint8Array): Uint8Array => Buffer.concat([uint32le(bytes.length), bytes])

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function uint32le(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
