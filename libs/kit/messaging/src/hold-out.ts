import { setTimeout as pause } from 'node:timers/promises'
import { isUnreachable } from '@segue/service'

/** RabbitMQ takes back what nobody acknowledged within half an hour. */
const patience_ms = 600_000
const first_pause_ms = 100
const longest_pause_ms = 5_000

export interface HoldOutOptions {
  /** Gives up at once. */
  readonly signal: AbortSignal
  /** Told once, of what is waited for. */
  readonly onWaiting: (error: unknown) => void
}

/** A statement that took too long is an answer: its database is there, and the next try may well take as long. */
const isSlowStatement = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '57014'

/** Something that is needed does not answer: no fault of whatever it is needed for. */
export const isOutage = (error: unknown): boolean => isUnreachable(error) && !isSlowStatement(error)

/**
 * Does the work, again and again while something that it needs does not answer, for ten minutes at most. Rejects with what failed last;
 * at once with anything that waiting does not cure.
 */
export async function holdOut<T>(work: () => Promise<T>, { signal, onWaiting }: HoldOutOptions): Promise<T> {
  const until = performance.now() + patience_ms
  for (let pause_ms = first_pause_ms; ; pause_ms = Math.min(2 * pause_ms, longest_pause_ms)) {
    try {
      return await work()
    } catch (error) {
      if (!isOutage(error) || signal.aborted || performance.now() > until) throw error
      if (pause_ms === first_pause_ms) onWaiting(error)
      await pause(pause_ms, undefined, { signal }).catch(() => {})
      if (signal.aborted) throw error
    }
  }
}
