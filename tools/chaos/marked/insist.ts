import { setTimeout as pause } from 'node:timers/promises'
import { ApiProblem } from '@segue/api-client'
import { inAWord, isPolite } from '../refusal.ts'

const patience_ms = 150_000
const between_ms = 500

export interface Refused {
  /** `like: 503 unavailable` */
  readonly word: string
  readonly isPolite: boolean
}

export interface Slowest {
  readonly what: string
  readonly took_ms: number
}

/** Clients as they should be: what is refused for now is asked again, in the same words, until it is taken. */
export interface Insistence {
  /** Asks until it succeeds; throws what waiting does not cure, and after minutes. */
  insist<Result>(what: string, ask: () => Promise<Result>): Promise<Result>
  /** All that was refused until now. */
  readonly refused: readonly Refused[]
  /** Of all single tries since it was last forgotten. */
  readonly slowest: Slowest
  forgetSlowest(): void
}

const passes = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && (error.status === 0 || error.status === 429 || error.status >= 500 || error.code === 'idempotency_key_in_flight')

export function insistence(): Insistence {
  const refused: Refused[] = []
  const nobody: Slowest = { what: 'nothing', took_ms: 0 }
  let slowest = nobody

  async function insist<Result>(what: string, ask: () => Promise<Result>): Promise<Result> {
    const first = performance.now()
    for (;;) {
      const began = performance.now()
      const note = () => {
        const took_ms = performance.now() - began
        if (took_ms > slowest.took_ms) slowest = { what, took_ms }
      }
      try {
        return await ask().finally(note)
      } catch (error) {
        if (!passes(error)) throw new Error(`${what}: ${inAWord(error)}`, { cause: error })
        refused.push({ word: `${what}: ${inAWord(error)}`, isPolite: isPolite(error) })
        if (began - first > patience_ms) throw error
        await pause(Math.max(between_ms, (error.retry_after_s ?? 0) * 1_000))
      }
    }
  }

  return {
    insist,
    refused,
    get slowest() {
      return slowest
    },
    forgetSlowest() {
      slowest = nobody
    },
  }
}
