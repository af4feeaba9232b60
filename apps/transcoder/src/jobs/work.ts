import type { Context } from '../context.ts'
import { claimJob, releaseJob, renewLease, type Job } from './claim-job.ts'
import { eraseOneSong } from './erase-songs.ts'
import { runJob } from './run-job.ts'

export interface Worker extends AsyncDisposable {
  /** There may be a job: look now. */
  wake(): void
}

const idle_ms = 500

/** Takes jobs one after another until disposed; `concurrency` of these run side by side. */
export function startWorker(context: Context): Worker {
  const stopping = new AbortController()
  let wake: () => void = () => {}
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, idle_ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const found = await takeOne(context, stopping.signal).catch((error: unknown) => {
        context.onError(error)
        return false
      })
      if (!found && !stopping.signal.aborted) await pause()
    }
  }

  const running = run()
  return {
    wake: () => wake(),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      wake()
      await running
    },
  }
}

async function takeOne(context: Context, stopping: AbortSignal): Promise<boolean> {
  const job = await claimJob(context.db, context.worker, context.leaseMs)
  if (job === null) return eraseOneSong(context)
  using lease = keepLease(context, job)
  try {
    await runJob(context, job, AbortSignal.any([stopping, lease.lost]))
  } catch (error) {
    if (stopping.aborted) await releaseJob(context.db, job, context.worker)
    // Cancelled or taken over by another: then it is theirs. Otherwise a dependency failed, and the lease's end brings the job back.
    else if (!lease.lost.aborted) throw error
  }
  return true
}

/** Renews the lease while the job runs; `lost` aborts when the job was cancelled or another worker took it over. */
function keepLease({ db, worker, leaseMs, onError }: Context, job: Job): Disposable & { readonly lost: AbortSignal } {
  const lost = new AbortController()
  const timer = setInterval(() => {
    renewLease(db, job, worker, leaseMs).then((mine) => !mine && lost.abort(new Error('the job is no longer ours')), onError)
  }, leaseMs / 4)
  return { lost: lost.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
