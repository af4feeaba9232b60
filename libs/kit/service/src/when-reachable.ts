import { setTimeout as pause } from 'node:timers/promises'
import { isUnreachable } from './is-unreachable.ts'
import type { Readiness } from './health.ts'
import type { Logger } from './log.ts'
import { NotStarted, reasonOf } from './not-started.ts'

/** How a service opens what it needs: `name` as in readiness, `setting` the variable that leads to it. */
export interface Start {
  /** What `open` resolves to; rejects with `NotStarted`, which names the setting, where waiting does not help. `open` may be called again. */
  whenReachable<T>(name: string, setting: string, open: () => Promise<T>): Promise<T>
}

/** Takes what does not answer for an error: for those who start the parts themselves, before the services. */
export const atOnce: Start = {
  whenReachable: (_, setting, open) => open().catch((error: unknown) => Promise.reject(new NotStarted(setting, error))),
}

const first_pause_ms = 100
const longest_pause_ms = 5_000
const tell_every_ms = 30_000

/** Half of it is left to chance, so that a fleet does not knock in step. */
const pauseAfter = (failures: number): number => Math.min(longest_pause_ms, first_pause_ms * 2 ** failures) * (0.5 + Math.random() / 2)

/** Waits for what does not answer yet, says so when it begins, every 30 s and when it ends, and gives up when `signal` aborts. */
export function waitingStart(log: Logger, signal: AbortSignal): Start & { readiness(): Promise<Readiness> } {
  const states = new Map<string, 'up' | 'down'>()
  const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
  aborted.catch(() => {})

  return {
    readiness: async () => ({ ready: false, dependencies: Object.fromEntries(states) }),
    async whenReachable(name, setting, open) {
      const began_at = performance.now()
      let reason = 'no answer yet'
      let isTold = false
      const tell = () => {
        isTold = true
        log.warn({ dependency: name, setting, reason }, `waiting for: ${name}`)
      }
      const telling = setInterval(tell, tell_every_ms)
      states.set(name, 'down')
      try {
        for (let failures = 0; ; failures++) {
          signal.throwIfAborted()
          try {
            const opened = await Promise.race([open(), aborted])
            states.set(name, 'up')
            if (isTold) log.info({ dependency: name, waited_ms: Math.round(performance.now() - began_at) }, `is there now: ${name}`)
            return opened
          } catch (error) {
            signal.throwIfAborted()
            if (!isUnreachable(error)) throw new NotStarted(setting, error)
            reason = reasonOf(error)
            if (!isTold) tell()
          }
          await pause(pauseAfter(failures), undefined, { signal })
        }
      } finally {
        clearInterval(telling)
      }
    },
  }
}
