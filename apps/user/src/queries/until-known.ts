import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 2_000
const PAUSE_MS = 50

/**
 * Waits until `isKnown`, at most 2 s: whoever has just published asks before the announcement has arrived here. Answers
 * nothing, because the write that follows looks for itself.
 */
export async function untilKnown(isKnown: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (!(await isKnown()) && performance.now() < until) await sleep(PAUSE_MS)
}
