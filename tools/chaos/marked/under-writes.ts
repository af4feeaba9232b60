import { setTimeout as pause } from 'node:timers/promises'
import { summary } from '../keep-asking.ts'
import { complaintsOf } from './findings.ts'
import type { Refused } from './insist.ts'
import type { MarkedWrites, Verdict } from './marked-writes.ts'

const before_ms = 2_000
const patience_ms = 60_000

export interface BadTime {
  /** Who or what has it. */
  readonly what: string
  begin(): void | Promise<void>
  readonly lasts_ms: number
  end(): void | Promise<void>
  /** How long the clients write before it begins; default 2 s. */
  readonly before_ms?: number
  /** How long it may take afterwards until all is well; default 60 s. What is not by then is told. */
  readonly patience_ms?: number
}

export interface Aftermath {
  readonly verdict: Verdict
  /** From its end until every read model was equal to its source. */
  readonly equal_ms: number
  /** Refused meanwhile. */
  readonly refused: readonly Refused[]
}

/** A bad time while clients write, and what is left of it. */
export async function underWrites(writes: MarkedWrites, time: BadTime, say: (line: string) => void): Promise<Aftermath> {
  const { what, begin, lasts_ms, end } = time
  const refusedBefore = writes.refused.length
  const stop = writes.begin()
  try {
    await pause(time.before_ms ?? before_ms)
    await begin()
    await pause(lasts_ms)
    await end()
  } catch (error) {
    // Nobody waits for clients of a stack that is not well.
    stop().catch(() => {})
    throw error
  }
  const over = performance.now()
  await stop()
  const verdict = await writes.judge(time.patience_ms ?? patience_ms)
  const equal_ms = performance.now() - over
  const refused = writes.refused.slice(refusedBefore)
  for (const line of complaintsOf(verdict)) say(`${what}: ${line}`)
  const told = summary(refused.map(({ word }) => word)) || 'nothing'
  say(`${what}: well after ${(equal_ms / 1_000).toFixed(1)} s, the last that was missing: ${verdict.last}; refused meanwhile: ${told}`)
  return { verdict, equal_ms, refused }
}
