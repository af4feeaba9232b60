import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { checkContract } from '@segue/messaging'
import type { Context } from '../context.ts'
import { processAudio, type ProcessResult } from '../media/process-audio.ts'
import { findRejection, type RejectionCode } from '../media/rejection.ts'
import type { OnProgress } from '../media/watch-progress.ts'
import { announceProgress } from './announce-progress.ts'
import { postponeJob, type Job } from './claim-job.ts'
import { finishJob } from './finish-job.ts'
import { makeWorkDir } from './work-dirs.ts'
import { publishOutput } from './publish-output.ts'

/** A process may die under a job for many reasons that are not the file's fault, but not for ever. */
const crashes_per_attempt = 10
const gaveUp = 'Processing this file failed again and again. Export it anew and upload the new file.'

const rejected = ({ song_id, audio_version }: Job, code: RejectionCode, message: string) =>
  ({ state: 'rejected', data: { song_id, audio_version, code, message } }) as const

/**
 * From the original in the object store to renditions there, announced; every step may be repeated. Throws only when
 * `signal` aborts or a dependency fails, and then has stopped writing.
 */
export async function runJob(context: Context, job: Job, signal: AbortSignal): Promise<'done' | 'rejected' | 'postponed'> {
  const { db, worker, maxAttempts, onError, log } = context
  if (job.attempts > maxAttempts * crashes_per_attempt) return finishJob(db, job, worker, rejected(job, 'processing_failed', gaveUp))
  const dir = await makeWorkDir(context.workDir)
  const progress = announceProgress(db, job, worker, onError)
  try {
    const result = await process(context, job, dir, signal, progress.onProgress)
    if (!result.ok) {
      const { code, message, detail } = result
      log.warn({ song_id: job.song_id, code, detail }, 'a file was not taken')
      const retryable = findRejection(code)?.retryable === true
      if (retryable && job.attempts < maxAttempts) {
        await postponeJob(db, job, worker)
        return 'postponed'
      }
      await progress.settled()
      return await finishJob(db, job, worker, rejected(job, code, retryable ? gaveUp : message))
    }
    await publishOutput(context.store, job.upload.output_path, result.output, dir, signal)
    await progress.settled()
    return await finishJob(db, job, worker, { state: 'done', data: transcodedOf(job, result.output) })
  } finally {
    await progress.settled()
    await rm(dir, { recursive: true, force: true })
  }
}

async function process({ store, engine }: Context, job: Job, dir: string, signal: AbortSignal, onProgress: OnProgress): Promise<ProcessResult> {
  const { object_key, file } = job.upload
  const original = await store.get(object_key)
  if (original === null) return { ok: false, code: 'processing_failed', message: 'The original is gone', detail: `no object ${object_key}` }
  const input = join(dir, 'original')
  await pipeline(original.body, createWriteStream(input), { signal })
  const work_dir = join(dir, 'work')
  await mkdir(work_dir)
  const result = await processAudio({ input, declared: file, work_dir, engine, signal, onProgress })
  return result.ok ? announceable(job, result) : result
}

/** What can't be announced is found before anything is published, and counts as a failed try: it would fail for ever. */
function announceable(job: Job, result: ProcessResult & { ok: true }): ProcessResult {
  try {
    checkContract('song.transcoded', transcodedOf(job, result.output))
    return result
  } catch (error) {
    return { ok: false, code: 'processing_failed', message: gaveUp, detail: String(error) }
  }
}

function transcodedOf({ song_id, audio_version, upload }: Job, output: (ProcessResult & { ok: true })['output']) {
  const { playlists, duration_ms, loudness_lufs, true_peak_dbtp, codec, sample_rate_hz, channels, bitrate_kbps, tags, cover } = output
  return {
    song_id,
    audio_version,
    path: upload.output_path,
    playlists,
    duration_ms,
    loudness_lufs,
    true_peak_dbtp,
    source: { codec, sample_rate_hz, channels, bitrate_kbps },
    tags,
    artwork_path: cover?.files.at(-1)?.path ?? null,
  }
}
