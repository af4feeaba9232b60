/** Tries that wait longer each time and come to an end, so that what stays broken is not asked for ever. */
export interface Tries {
  /** Does the work after the next wait; a try under way counts as this one. False when no try is left. */
  next(work: () => void): boolean
  /** What waits, at once: the line is back. */
  hurry(): void
  /** It worked: all tries are there again. */
  reset(): void
  stop(): void
}

export function createTries(waits_ms: readonly number[]): Tries {
  let used = 0
  let waiting: { readonly timer: ReturnType<typeof setTimeout>; readonly run: () => void } | null = null
  const stop = () => {
    clearTimeout(waiting?.timer)
    waiting = null
  }
  return {
    next(work) {
      if (waiting !== null) return true
      const wait_ms = waits_ms[used]
      if (wait_ms === undefined) return false
      used++
      const run = () => {
        stop()
        work()
      }
      waiting = { run, timer: setTimeout(run, wait_ms) }
      return true
    },
    hurry: () => waiting?.run(),
    reset: () => void (used = 0),
    stop,
  }
}
