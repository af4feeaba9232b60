import type { AacConfiguration } from './parse-adts.ts'
import { frame_samples, priming_samples } from './plan-segments.ts'

// ISO/IEC 14496-12 (boxes), 14496-14 (esds), 23000-19 (CMAF). Names are the standard's own.

function uint(bytes: 2 | 4, value: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}
const u16 = (value: number) => uint(2, value)
const u32 = (...values: number[]) => Buffer.concat(values.map(value => uint(4, value)))
const zeros = (bytes: number) => Buffer.alloc(bytes)

function box(type: string, ...parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([u32(length), Buffer.from(type, 'latin1'), ...parts], length)
}
const fullBox = (type: string, version: number, flags: number, ...parts: Buffer[]) => box(type, u32(version * 2 ** 24 + flags), ...parts)

const unity_matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

/** A descriptor of MPEG-4 systems; all of ours are shorter than 128 bytes. */
const descriptor = (tag: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, body.length]), body])
}

function sampleEntry({ configuration, average_bandwidth, peak_bandwidth }: InitFacts): Buffer {
  const { sample_rate_hz, channels, audio_specific_config } = configuration
  const decoder = descriptor(4, Buffer.from([0x40, 0x15, 0, 0, 0]), u32(peak_bandwidth, average_bandwidth), descriptor(5, audio_specific_config))
  const esds = fullBox('esds', 0, 0, descriptor(3, u16(1), zeros(1), decoder, descriptor(6, Buffer.from([2]))))
  return box('mp4a', zeros(6), u16(1), zeros(8), u16(channels), u16(16), zeros(4), u32(sample_rate_hz * 0x10000), esds)
}

export interface InitFacts {
  configuration: AacConfiguration
  /** Samples of sound, without priming and padding: what the player shall report as the duration. */
  samples: number
  average_bandwidth: number
  peak_bandwidth: number
}

/** The initialisation segment of one rendition. Its edit list cuts the encoder's priming and padding off, which makes playback gapless. */
export function initSegment(facts: InitFacts): Buffer {
  const { sample_rate_hz } = facts.configuration
  const tables = ['stts', 'stsc', 'stco'].map(type => fullBox(type, 0, 0, u32(0)))
  const stbl = box('stbl', fullBox('stsd', 0, 0, u32(1), sampleEntry(facts)), ...tables, fullBox('stsz', 0, 0, u32(0, 0)))
  const dinf = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)))
  const minf = box('minf', fullBox('smhd', 0, 0, u32(0)), dinf, stbl)
  const undetermined_language = 0x55c4
  const mdhd = fullBox('mdhd', 0, 0, u32(0, 0, sample_rate_hz, 0), u16(undetermined_language), u16(0))
  const hdlr = fullBox('hdlr', 0, 0, u32(0), Buffer.from('soun'), zeros(12), Buffer.from('audio\0'))
  const edts = box('edts', fullBox('elst', 0, 0, u32(1, facts.samples, priming_samples), u16(1), u16(0)))
  const tkhd = fullBox('tkhd', 0, 7, u32(0, 0, 1, 0, 0), zeros(8), u16(0), u16(0), u16(0x100), u16(0), unity_matrix, u32(0, 0))
  const mvhd = fullBox('mvhd', 0, 0, u32(0, 0, sample_rate_hz, 0, 0x10000), u16(0x100), zeros(10), unity_matrix, zeros(24), u32(2))
  const independent_samples = 0x02000000
  const mvex = box('mvex', fullBox('trex', 0, 0, u32(1, 1, frame_samples, 0, independent_samples)))
  const ftyp = box('ftyp', Buffer.from('cmfc'), u32(0), Buffer.from('cmfciso6mp41'))
  return Buffer.concat([ftyp, box('moov', mvhd, box('trak', tkhd, edts, box('mdia', mdhd, hdlr, minf)), mvex)])
}

/**
 * One media segment: `frames` from the song's `first_frame` on. `sequence` counts from 1. `samples` is how long they are together:
 * less than their number says in the last segment, whose last frame is padded. Media Source players go by that and not by the edit list.
 */
export function mediaSegment(sequence: number, first_frame: number, frames: readonly Buffer[], samples: number): Buffer {
  const decode_time = zeros(8)
  decode_time.writeBigUInt64BE(BigInt(first_frame * frame_samples))
  const last_samples = samples - (frames.length - 1) * frame_samples
  const whole = last_samples === frame_samples
  const rows = frames.map((frame, i) => whole ? [frame.length] : [i === frames.length - 1 ? last_samples : frame_samples, frame.length])
  const default_base_is_moof = 0x020000
  const offset_and_sizes_present = 0x201
  const durations_present = 0x100
  const flags = offset_and_sizes_present | (whole ? 0 : durations_present)
  const moof = (data_offset: number) => box('moof', fullBox('mfhd', 0, 0, u32(sequence)), box('traf',
    fullBox('tfhd', 0, default_base_is_moof, u32(1)), fullBox('tfdt', 1, 0, decode_time),
    fullBox('trun', 0, flags, u32(frames.length, data_offset), u32(...rows.flat()))))
  const styp = box('styp', Buffer.from('msdh'), u32(0), Buffer.from('msdhcmfc'))
  return Buffer.concat([styp, moof(moof(0).length + 8), box('mdat', ...frames)])
}
