/** AAC-LC's frame, and the silent samples ffmpeg's encoder puts before the first one of the song. */
export const frame_samples = 1024
export const priming_samples = 1024

export interface SegmentPlan {
  first_frame: number
  frame_count: number
  /** What is heard of it: without priming, and without the padding of the last frame. */
  duration_s: number
}

const schedule_s = [1, 2, 4]
const steady_s = 6
const shortest_tail_s = 0.5

/** How many frames `samples` of sound take, priming included. */
export const framesOf = (samples: number) => Math.ceil((samples + priming_samples) / frame_samples)

/**
 * Cuts a song into segments of 1, 2, 4, then 6 seconds, so that playback starts after one short request.
 * A tail under half a second joins the segment before it. Every rendition has the same frames, hence the same plan.
 */
export function planSegments(samples: number, rate_hz: number): SegmentPlan[] {
  const ends: number[] = []
  for (let end_s = 0, i = 0; end_s < samples / rate_hz - shortest_tail_s; i++) {
    end_s += schedule_s[i] ?? steady_s
    ends.push(Math.round((end_s * rate_hz + priming_samples) / frame_samples))
  }
  const frames = framesOf(samples)
  ends[Math.max(0, ends.length - 1)] = frames
  const heard = (frame: number) => Math.min(samples, Math.max(0, frame * frame_samples - priming_samples))
  return ends.map((end, i) => {
    const first_frame = ends[i - 1] ?? 0
    return { first_frame, frame_count: end - first_frame, duration_s: (heard(end) - heard(first_frame)) / rate_hz }
  })
}
