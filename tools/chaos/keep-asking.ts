import { setTimeout as pause } from 'node:timers/promises'
import { inAWord } from './refusal.ts'

export interface Asked<Result> {
  readonly results: readonly Result[]
  /** What did not succeed at the first try, in a word each: `503 unavailable`. Nobody tries again. */
  readonly failures: readonly string[]
  readonly slowest_ms: number
}

export interface Asking<Result> {
  /** How many were answered until now, well or not. */
  readonly count: number
  /** Ends it after the requests under way. */
  stop(): Promise<Asked<Result>>
}

export interface KeepAskingOptions {
  /** Loops side by side. */
  readonly loops: number
  readonly pause_ms: number
}

/** Asks again and again, as many clients do who never try a failed request twice; `mark` counts up over all loops. */
export function keepAsking<Result>(ask: (mark: number) => Promise<Result>, { loops, pause_ms }: KeepAskingOptions): Asking<Result> {
  const results: Result[] = []
  const failures: string[] = []
  let slowest_ms = 0
  let marks = 0
  let isStopped = false

  async function loop(): Promise<void> {
    while (!isStopped) {
      const began = performance.now()
      try {
        results.push(await ask(marks++))
      } catch (error) {
        failures.push(inAWord(error))
      }
      slowest_ms = Math.max(slowest_ms, performance.now() - began)
      await pause(pause_ms)
    }
  }

  const running = Promise.all(Array.from({ length: loops }, loop))
  return {
    get count() {
      return results.length + failures.length
    },
    async stop() {
      isStopped = true
      await running
      return { results, failures, slowest_ms }
    },
  }
}

/** `3 × 503 unavailable, 1 × 0 unreachable`; empty when there are none. */
export function summary(failures: readonly string[]): string {
  return [...Map.groupBy(failures, (failure) => failure)].map(([failure, { length }]) => `${length} × ${failure}`).join(', ')
}
