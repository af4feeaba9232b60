import { createReadStream } from 'node:fs'
import { adts_rates, adtsFrame } from './frame-headers.ts'

/** What a player has to know before the first frame. */
export interface AacConfiguration {
  sample_rate_hz: number
  channels: number
  /** AudioSpecificConfig (ISO/IEC 14496-3 § 1.6.2.1) of AAC-LC. */
  audio_specific_config: Buffer
}

/** Splits an ADTS stream, handed over in pieces of any size, into the AAC frames inside. Throws where a header should be and is not. */
export function createAdtsParser(): { push(chunk: Buffer): Buffer[]; configuration(): AacConfiguration | undefined } {
  let rest: Buffer = Buffer.alloc(0)
  let configuration: AacConfiguration | undefined
  return {
    push(chunk) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const frames: Buffer[] = []
      let offset = 0
      while (offset + 7 <= bytes.length) {
        const header = bytes.subarray(offset, offset + 7)
        const frame = adtsFrame(header)
        if (!frame) throw new Error(`no ADTS frame after ${frames.length} frames of this piece`)
        if (offset + frame.length > bytes.length) break
        const header_length = header.readUInt8(1) & 1 ? 7 : 9
        frames.push(bytes.subarray(offset + header_length, offset + frame.length))
        offset += frame.length
        configuration ??= configurationOf(frame.sample_rate_hz, frame.channels)
      }
      rest = bytes.subarray(offset)
      return frames
    },
    configuration: () => configuration
  }
}

function configurationOf(sample_rate_hz: number, channels: number): AacConfiguration {
  const aac_lc = 2
  const rate_index = adts_rates.findIndex(rate => rate === sample_rate_hz)
  return { sample_rate_hz, channels, audio_specific_config: Buffer.from([aac_lc << 3 | rate_index >> 1, (rate_index & 1) << 7 | channels << 3]) }
}

/** Reads the AAC frames of an ADTS file in pieces, so that four hours take no more memory than a minute. */
export async function* readAdts(path: string): AsyncGenerator<{ frames: Buffer[]; configuration: AacConfiguration }> {
  const parser = createAdtsParser()
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const frames = parser.push(chunk)
    const configuration = parser.configuration()
    if (configuration && frames.length > 0) yield { frames, configuration }
  }
}
