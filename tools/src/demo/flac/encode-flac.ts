import { sampleRate } from '../synth/stereo.ts'
import { bitWriter } from './bit-writer.ts'
import { crc16, crc8 } from './checksum.ts'
import type { Tags } from './metadata.ts'
import { frontCover, metadata, streamInfo, vorbisComment } from './metadata.ts'
import type { Subframe } from './subframe.ts'
import { planSubframe, writeSubframe } from './subframe.ts'

const blockSize = 4096

export interface Recording {
  left: Int16Array
  right: Int16Array
  tags: Tags
  cover?: { png: Uint8Array; side_px: number }
}

/**
 * A stereo 16-bit FLAC file at 44.1 kHz (RFC 9639) with tags and cover: fixed prediction, partitioned Rice codes, the cheapest stereo
 * coding of each block.
 */
export function encodeFlac({ left, right, tags, cover }: Recording): Uint8Array {
  const parts = [metadata([
    { type: 0, body: streamInfo({ blockSize, sampleRate, left, right }) },
    { type: 4, body: vorbisComment(tags) },
    ...(cover === undefined ? [] : [{ type: 6, body: frontCover(cover.png, cover.side_px) }]),
  ])]
  for (let from = 0, number = 0; from < left.length; from += blockSize, number++) {
    parts.push(frame(new Int32Array(left.subarray(from, from + blockSize)), new Int32Array(right.subarray(from, from + blockSize)), number))
  }
  return Buffer.concat(parts)
}

function frame(left: Int32Array, right: Int32Array, number: number): Uint8Array {
  const side = left.map((value, i) => value - (right[i] ?? 0))
  const middle = left.map((value, i) => (value + (right[i] ?? 0)) >> 1)
  const [l, r, m, s] = [planSubframe(left, 16), planSubframe(right, 16), planSubframe(middle, 16), planSubframe(side, 17)]
  const codings: { code: number; channels: [Subframe, Subframe] }[] = [
    { code: 1, channels: [l, r] },
    { code: 8, channels: [l, s] },
    { code: 9, channels: [s, r] },
    { code: 10, channels: [m, s] },
  ]
  const cost = ({ channels: [first, second] }: { channels: [Subframe, Subframe] }): number => first.bits + second.bits
  const { code, channels } = codings.reduce((best, each) => (cost(each) < cost(best) ? each : best))

  const out = bitWriter(4 * left.length + 64)
  out.write(0b11111111111110, 14)
  out.write(0, 2)
  // The block length follows as 16 bits (code 7); 44.1 kHz (code 9); 16 bits a sample (code 4).
  out.write(0b0111, 4)
  out.write(0b1001, 4)
  out.write(code, 4)
  out.write(0b1000, 4)
  for (const byte of codedNumber(number)) out.write(byte, 8)
  out.write(left.length - 1, 16)
  out.write(crc8(out.bytes()), 8)
  for (const channel of channels) writeSubframe(out, channel)
  out.align()
  out.write(crc16(out.bytes()), 16)
  return out.bytes()
}

/** A frame number, coded as UTF-8 codes characters (RFC 9639 § 9.1.5). */
function codedNumber(number: number): number[] {
  if (number < 0x80) return [number]
  if (number < 0x800) return [0xc0 | (number >> 6), 0x80 | (number & 63)]
  return [0xe0 | (number >> 12), 0x80 | ((number >> 6) & 63), 0x80 | (number & 63)]
}
