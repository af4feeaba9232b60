import type { Context } from '../context.ts'
import { renewLease, type Job } from './claim-job.ts'

/**
 * Renews a lease that was taken at `claimed_ms` while the job runs. `lost` aborts when the job was cancelled or another
 * worker took it over, and when the lease ran out by this process's own clock: whoever can't renew it, or slept through
 * it, must not write beside the one who has the job by now.
 */
export function keepLease(context: Context, job: Job, claimed_ms: number): Disposable & { readonly lost: AbortSignal } {
  const { db, worker, leaseMs, onError } = context
  const lost = new AbortController()
  let valid_until_ms = claimed_ms + leaseMs
  async function renew(): Promise<void> {
    const asked_ms = performance.now()
    if (asked_ms >= valid_until_ms) return lost.abort(new Error('the lease ran out'))
    if (!(await renewLease(db, job, worker, leaseMs))) return lost.abort(new Error('the job is no longer ours'))
    valid_until_ms = asked_ms + leaseMs
  }
  const timer = setInterval(() => void renew().catch(onError), leaseMs / 4)
  return { lost: lost.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
