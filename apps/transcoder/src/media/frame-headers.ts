/** What one frame of a bare stream says about itself. `key` is what must stay the same from frame to frame. */
export interface FrameHeader {
  length: number
  samples: number
  sample_rate_hz: number
  channels: number
  key: number
}

const mpeg_rates = [44100, 48000, 32000]
const kbps_mpeg1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const kbps_mpeg2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
export const adts_rates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350] as const

/** Reads an MPEG audio layer III frame header (ISO/IEC 11172-3 § 2.4.1.3); undefined if it is none, or of free format. */
export function mp3Frame(header: Buffer): FrameHeader | undefined {
  if (header.length < 4) return undefined
  const [first = 0, second = 0, third = 0, fourth = 0] = header
  if (first !== 0xff || (second & 0xe6) !== 0xe2) return undefined
  const version = (second >> 3) & 3
  const rate = mpeg_rates[(third >> 2) & 3]
  const kbps = (version === 3 ? kbps_mpeg1 : kbps_mpeg2)[third >> 4]
  if (version === 1 || rate === undefined || !kbps) return undefined
  const sample_rate_hz = rate / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const samples = version === 3 ? 1152 : 576
  const length = Math.floor((samples / 8) * kbps * 1000 / sample_rate_hz) + ((third >> 1) & 1)
  return { length, samples, sample_rate_hz, channels: fourth >> 6 === 3 ? 1 : 2, key: (second & 0x18) << 8 | (third & 0x0c) }
}

/** Reads an ADTS frame header (ISO/IEC 13818-7 § 6.2); undefined if it is none. */
export function adtsFrame(header: Buffer): FrameHeader | undefined {
  if (header.length < 7) return undefined
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0, seventh = 0] = header
  if (first !== 0xff || (second & 0xf6) !== 0xf0) return undefined
  const sample_rate_hz = adts_rates[(third >> 2) & 15]
  const length = (fourth & 3) << 11 | fifth << 3 | sixth >> 5
  if (sample_rate_hz === undefined || length < 8) return undefined
  const configuration = (third & 1) << 2 | fourth >> 6
  const channels = configuration === 7 ? 8 : configuration
  return { length, samples: 1024 * ((seventh & 3) + 1), sample_rate_hz, channels, key: (second & 8) << 8 | (third & 0xfd) << 2 | configuration }
}
