import { spawnSync } from 'node:child_process'
import { BufferSource, Input, MP4 } from 'mediabunny'

/** What a media playlist lists (RFC 8216): the map first, then the segments. */
export function fragmentsOf(playlist: string): { readonly map: string; readonly segments: readonly string[]; readonly duration_s: number } {
  const map = /#EXT-X-MAP:URI="([^"]+)"/.exec(playlist)?.[1]
  if (map === undefined) throw new Error('no EXT-X-MAP')
  const segments = playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const duration_s = [...playlist.matchAll(/#EXTINF:([\d.]+),/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0)
  return { map, segments, duration_s }
}

/** What a demuxer that is not ours finds in a fragmented MP4. */
export async function readMp4(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly codec: string | null; readonly duration_s: number; readonly sample_rate_hz: number; readonly channels: number }> {
  using input = new Input({ source: new BufferSource(bytes), formats: [MP4] })
  const track = await input.getPrimaryAudioTrack()
  if (track === null) throw new Error('no sound in it')
  return {
    codec: track.codec,
    duration_s: await track.computeDuration(),
    sample_rate_hz: track.sampleRate,
    channels: track.numberOfChannels,
  }
}

export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

/** Decodes with the machine's ffmpeg: how long the sound lasts, how loud it gets (0–1), and what ffmpeg had to complain about. */
export function decode(bytes: Uint8Array): { readonly duration_s: number; readonly peak: number; readonly complaints: string } {
  const { stdout, stderr } = spawnSync('ffmpeg', ['-v', 'warning', '-i', 'pipe:0', '-f', 's16le', '-ac', '1', '-ar', '44100', 'pipe:1'], {
    input: bytes,
    maxBuffer: 256 * 1024 * 1024,
  })
  let peak = 0
  for (let at = 0; at + 1 < stdout.length; at += 2) peak = Math.max(peak, Math.abs(stdout.readInt16LE(at)))
  return { duration_s: stdout.length / 2 / 44_100, peak: peak / 32_768, complaints: String(stderr) }
}
