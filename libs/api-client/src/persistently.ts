import { ApiProblem } from './api-problem.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
const ATTEMPTS = 6

const passes = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && (error.status === 0 || error.status === 408 || error.status === 429 || error.status >= 500 || error.code === 'idempotency_key_in_flight')

/** Tries again what failed for a reason that passes, six times in all, after waits that double or as long as the server asked. */
export async function persistently<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || !passes(error)) throw error
      const backoff_ms = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS) * (0.5 + Math.random() / 2)
      await pause(error.retry_after_s === null ? backoff_ms : Math.max(backoff_ms, error.retry_after_s * 1000), signal)
    }
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
