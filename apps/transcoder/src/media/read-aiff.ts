import type { ByteWindow } from './byte-window.ts'
import { Refusal } from './rejection.ts'

export interface AiffFacts {
  codec: string
  sample_rate_hz: number
  channels: number
  duration_s: number
  tags: { title?: string; artist?: string }
}

/** An 80-bit IEEE 754 extended number, as Apple wrote sample rates (AIFF 1.3, "Data types"). */
function readExtended(bytes: Buffer): number {
  const exponent = bytes.readUInt16BE(0) & 0x7fff
  return Number(bytes.readBigUInt64BE(2)) * 2 ** (exponent - 16383 - 63)
}

function codecOf(compression: string, bits: number): string {
  if (compression === 'fl32' || compression === 'FL32') return 'pcm-f32be'
  if (compression === 'fl64' || compression === 'FL64') return 'pcm-f64be'
  if (compression === 'sowt') return bits === 16 ? 'pcm-s16' : compression
  if (compression !== 'NONE' && compression !== 'twos') return compression
  return bits <= 8 ? 'pcm-s8' : `pcm-s${Math.ceil(bits / 8) * 8}be`
}

/** Reads the header of an AIFF or AIFF-C file, which the probe's library doesn't know. Throws {@link Refusal} without COMM or SSND. */
export function readAiff(file: ByteWindow): AiffFacts {
  let facts: Omit<AiffFacts, 'tags'> | undefined
  const tags: AiffFacts['tags'] = {}
  let sound = false
  for (let offset = 12; offset + 8 <= file.size;) {
    const header = file.bytes(offset, 8)
    const id = header.toString('latin1', 0, 4)
    const length = header.readUInt32BE(4)
    const body = file.bytes(offset + 8, Math.min(length, 512))
    if (id === 'COMM' && body.length >= 18) {
      const sample_rate_hz = readExtended(body.subarray(8, 18))
      const compression = body.length >= 22 ? body.toString('latin1', 18, 22) : 'NONE'
      const duration_s = body.readUInt32BE(2) / sample_rate_hz
      facts = { codec: codecOf(compression, body.readUInt16BE(6)), sample_rate_hz, channels: body.readUInt16BE(0), duration_s }
    }
    sound ||= id === 'SSND'
    if (id === 'NAME') tags.title = body.toString('latin1')
    if (id === 'AUTH') tags.artist = body.toString('latin1')
    offset += 8 + length + length % 2
  }
  if (!facts || !sound) throw new Refusal('corrupt_audio', 'no COMM or SSND chunk')
  return { ...facts, tags }
}
