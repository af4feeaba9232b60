import { copyFile, link, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeAudio } from './encode-audio.ts'
import type { Engine } from './engine.ts'
import { output_rate_hz, renditions, scratch, type RenditionName } from './ffmpeg-arguments.ts'
import { makeCover, type Cover } from './make-cover.ts'
import { packageCmaf, type PackagedRendition } from './package-cmaf.ts'
import { planSegments } from './plan-segments.ts'
import { probeAudio } from './probe-audio.ts'
import type { AudioTags } from './audio-tags.ts'
import type { AudioFacts } from './read-facts.ts'
import { findRejection, Refusal, type RejectionCode } from './rejection.ts'
import type { SoundMeter } from './sound-meter.ts'
import { watchProgress, type OnProgress } from './watch-progress.ts'
import { renditionFolder, writePlaylists } from './write-playlists.ts'

export interface AudioJob {
  /** The original on disk. Its name is never shown to an engine. */
  input: string
  /** What the uploader says it is: kept for the log, believed in nothing. */
  declared: { name: string; content_type: string; size: number }
  /** An empty directory of this job's own. Nothing is written outside of it; removing it is the caller's. */
  work_dir: string
  engine: Engine
  signal: AbortSignal
  onProgress: OnProgress
}

export interface ProcessedAudio {
  /** The version's directory: `files` and `playlists` are relative to it. */
  directory: string
  files: { path: string; content_type: string }[]
  playlists: Record<string, string>
  duration_ms: number
  loudness_lufs: number
  true_peak_dbtp: number
  /** Of the original, as are the four below. */
  sample_rate_hz: number
  channels: number
  bitrate_kbps: number
  codec: string
  tags: AudioTags
  /** Its files are relative to `work_dir`, as they shall be to the store. */
  cover: Cover | null
}

export type ProcessResult =
  | { ok: true; output: ProcessedAudio }
  /** `message` is for the owner, `detail` for the log. */
  | { ok: false; code: RejectionCode; message: string; detail: string }

const waveform_peaks = 800

const contentTypes: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl', m4s: 'video/iso.segment', mp4: 'audio/mp4', json: 'application/json'
}

/**
 * Everything from a file on disk to HLS output and facts about it: probe, judge, one decode → three renditions, loudness and waveform,
 * then segments, playlists and cover. A file that can't be published gives a refusal with a stable code; only `signal` makes it throw.
 */
export async function processAudio(job: AudioJob): Promise<ProcessResult> {
  try {
    return { ok: true, output: await process(job) }
  } catch (error) {
    job.signal.throwIfAborted()
    const { code, message: detail } = error instanceof Refusal ? error : new Refusal('processing_failed', String(error))
    return { ok: false, code, message: findRejection(code)?.message ?? code, detail }
  }
}

async function process({ input, work_dir, engine, signal, onProgress }: AudioJob): Promise<ProcessedAudio> {
  const original = join(work_dir, scratch.input)
  await link(input, original).catch(() => copyFile(input, original))
  const { facts, has_image } = await probeAudio(original, join(work_dir, scratch.image), signal)
  using progress = watchProgress(work_dir, Math.max(...facts.declared_s), onProgress)
  const { meter, loudness_lufs, true_peak_dbtp } = await encodeAudio({ engine, facts, work_dir, signal })
  const cover = has_image ? await makeCover(engine, work_dir, signal) : null
  const directory = join(work_dir, 'version')
  const samples = heardSamples(facts, meter)
  const packaged = await packageRenditions(work_dir, directory, samples)
  const duration_ms = Math.round(samples / output_rate_hz * 1000)
  const playlists = writePlaylists(packaged)
  const waveform = { version: 1, duration_ms, peaks: meter.outline(waveform_peaks) }
  const texts = { ...playlists, 'waveform.json': JSON.stringify(waveform) }
  for (const [path, text] of Object.entries(texts)) await writeFile(join(directory, path), text)
  progress.finish()
  const { sample_rate_hz, channels, codec, tags, size_bytes } = facts
  return {
    directory, files: listFiles(packaged, Object.keys(texts)), playlists, duration_ms, loudness_lufs, true_peak_dbtp,
    sample_rate_hz, channels, bitrate_kbps: Math.round(size_bytes * 8 / duration_ms), codec, tags, cover
  }
}

/** ffmpeg 5.1 doesn't apply the end of an MP4's edit list: what the decoder gives beyond the declaration is its encoder's padding. */
function heardSamples({ format, declared_s }: AudioFacts, { samples }: SoundMeter): number {
  const declared = Math.round(Math.max(...declared_s) * output_rate_hz)
  return format === 'mov' ? Math.min(samples, declared) : samples
}

async function packageRenditions(work_dir: string, directory: string, samples: number): Promise<Record<RenditionName, PackagedRendition>> {
  const plan = planSegments(samples, output_rate_hz)
  const pack = (name: RenditionName) =>
    packageCmaf(join(work_dir, scratch.adts(name)), join(directory, renditionFolder[name], 'segments', name), plan, samples)
  return { '64k': await pack('64k'), '128k': await pack('128k'), '320k': await pack('320k') }
}

function listFiles(packaged: Record<RenditionName, PackagedRendition>, texts: string[]): ProcessedAudio['files'] {
  const segments = renditions.flatMap(({ name }) =>
    ['init.mp4', ...packaged[name].segments.map(segment => segment.name)].map(file => `${renditionFolder[name]}segments/${name}/${file}`))
  return [...segments, ...texts].map(path => ({ path, content_type: contentTypes[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream' }))
}
