import { inSpan } from '@segue/service'
import type { Context } from '../context.ts'
import { claimJob, letGo, releaseJob, type Job } from './claim-job.ts'
import { eraseOneSong } from './erase-songs.ts'
import { keepLease } from './keep-lease.ts'
import { jobDuration } from './measure-jobs.ts'
import { runJob } from './run-job.ts'

export interface Worker extends AsyncDisposable {
  /** There may be something to do: look now. */
  wake(): void
}

const idle_ms = 500
const after_outage_ms = 5_000

/** Takes jobs one after another until disposed, and erases deleted songs in between; `concurrency` of these run side by side. */
export function startWorker(context: Context): Worker {
  const stopping = new AbortController()
  let woken = false
  let resume: () => void = () => {}
  const wake = () => {
    woken = true
    resume()
  }
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, idle_ms)
      resume = () => {
        clearTimeout(timer)
        resolve()
      }
      if (woken) resume()
    })
  const attempt = (work: Promise<boolean>) =>
    work.catch((error: unknown) => {
      context.onError(error)
      return false
    })

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = false
      const erased = await attempt(eraseOneSong(context))
      if (stopping.signal.aborted) return
      const worked = await attempt(takeOneJob(context, stopping.signal))
      if (!erased && !worked && !stopping.signal.aborted) await pause()
    }
  }

  const running = run()
  return {
    wake,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      wake()
      await running
    },
  }
}

async function takeOneJob(context: Context, stopping: AbortSignal): Promise<boolean> {
  const { db, worker, leaseMs } = context
  const claimed_ms = performance.now()
  const job = await claimJob(db, worker, leaseMs)
  if (job === null) return false
  using lease = keepLease(context, job, claimed_ms)
  const span = { service: 'transcoder', name: 'transcode', traceparent: job.traceparent, attributes: { 'segue.song_id': job.song_id } }
  let outcome: Awaited<ReturnType<typeof runJob>> | 'interrupted' = 'interrupted'
  try {
    outcome = await inSpan(span, () => runJob(context, job, AbortSignal.any([stopping, lease.lost])))
  } catch (error) {
    // Cancelled, or taken over by another: then it is theirs.
    if (!lease.lost.aborted) {
      // A stopping process hands its job on at once; a dependency that failed gets a moment to come back.
      await releaseJob(db, job, worker, stopping.aborted ? 0 : after_outage_ms)
      if (!stopping.aborted) throw error
    }
  } finally {
    jobDuration.observe({ outcome }, (performance.now() - claimed_ms) / 1_000)
  }
  await leaveNothingBehind(context, job)
  return true
}

/** The song may have been deleted while we wrote: nothing of ours may outlive it. */
async function leaveNothingBehind({ db, store, worker }: Context, job: Job): Promise<void> {
  const deleted = await db.selectFrom('deleted_songs').select('song_id').where('song_id', '=', job.song_id).executeTakeFirst()
  if (deleted === undefined) return
  await store.deletePrefix(job.upload.output_path)
  await letGo(db, job, worker)
}
