import { setTimeout as pause } from 'node:timers/promises'

/** Looks until it holds and answers how long that took, in milliseconds; throws, naming `what`, after the patience. */
export async function until(what: string, holds: () => Promise<boolean>, patience_ms: number): Promise<number> {
  const began = performance.now()
  for (;;) {
    if (await holds().catch(() => false)) return performance.now() - began
    if (performance.now() - began > patience_ms) throw new Error(`Not within ${patience_ms / 1000} s: ${what}`)
    await pause(100)
  }
}
