import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { initSegment, mediaSegment } from './mp4-boxes.ts'
import { readAdts, type AacConfiguration } from './parse-adts.ts'
import { frame_samples, priming_samples, type SegmentPlan } from './plan-segments.ts'

/** One packaged rendition: what its playlist has to say. Bandwidths in bit/s, measured on the segments themselves. */
export interface PackagedRendition {
  segments: { name: string; duration_s: number; bytes: number }[]
  peak_bandwidth: number
  average_bandwidth: number
}

export const segmentName = (index: number) => `segment_${String(index + 1).padStart(3, '0')}.m4s`

/** A playlist's target duration: its longest segment, rounded to the nearest second (RFC 8216bis § 4.4.3.1). */
export const targetDuration = (plan: readonly { duration_s: number }[]) =>
  Math.max(1, ...plan.map(segment => Math.round(segment.duration_s)))

/**
 * The largest bit rate of any run of segments that lasts 0.5 to 1.5 target durations: what BANDWIDTH means (RFC 8216bis § 4.4.6.2).
 * A song shorter than that is one run.
 */
export function peakBandwidth(segments: readonly { duration_s: number; bytes: number }[]): number {
  const target_s = targetDuration(segments)
  let peak = 0
  for (let first = 0; first < segments.length; first++) {
    let bytes = 0
    let duration_s = 0
    for (const segment of segments.slice(first)) {
      bytes += segment.bytes
      duration_s += segment.duration_s
      if (duration_s > 1.5 * target_s) break
      if (duration_s >= 0.5 * target_s) peak = Math.max(peak, Math.ceil(bytes * 8 / duration_s))
    }
  }
  return peak
}

/** Packs one rendition's ADTS file into an init segment and media segments in `directory`. Throws when frames are missing. */
export async function packageCmaf(adts: string, directory: string, plan: readonly SegmentPlan[], samples: number): Promise<PackagedRendition> {
  await mkdir(directory, { recursive: true })
  const segments: PackagedRendition['segments'] = []
  let configuration: AacConfiguration | undefined
  let waiting: Buffer[] = []
  for await (const piece of readAdts(adts)) {
    configuration ??= piece.configuration
    waiting.push(...piece.frames)
    for (let next = plan[segments.length]; next && waiting.length >= next.frame_count; next = plan[segments.length]) {
      const index = segments.length
      const frames = waiting.slice(0, next.frame_count)
      const end = Math.min((next.first_frame + frames.length) * frame_samples, samples + priming_samples)
      const bytes = mediaSegment(index + 1, next.first_frame, frames, end - next.first_frame * frame_samples)
      waiting = waiting.slice(next.frame_count)
      await writeFile(join(directory, segmentName(index)), bytes)
      segments.push({ name: segmentName(index), duration_s: next.duration_s, bytes: bytes.length })
    }
  }
  if (!configuration || segments.length < plan.length) throw new Error(`only ${segments.length} of ${plan.length} segments could be filled`)
  const all_bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0)
  const average_bandwidth = Math.ceil(all_bytes * 8 * configuration.sample_rate_hz / samples)
  const peak_bandwidth = peakBandwidth(segments)
  await writeFile(join(directory, 'init.mp4'), initSegment({ configuration, samples, average_bandwidth, peak_bandwidth }))
  return { segments, peak_bandwidth, average_bandwidth }
}
