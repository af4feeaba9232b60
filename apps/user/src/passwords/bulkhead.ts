import { refuse } from '@segue/service'

/** Runs work when a place is free; refuses with 503 when the queue is full too. */
export type Bulkhead = <T>(work: () => Promise<T>) => Promise<T>

const tooMany = () => refuse('unavailable', { detail: 'Too many sign-ins at this moment', headers: { 'retry-after': '2' } })

/** Lets `at_once` run and `waiting` queue, so that a flood of sign-ins can't take the processor and memory of the rest. */
export function createBulkhead({ at_once, waiting }: { readonly at_once: number; readonly waiting: number }): Bulkhead {
  let running = 0
  const queue: (() => void)[] = []

  return async (work) => {
    if (running < at_once) running += 1
    else if (queue.length >= waiting) throw tooMany()
    // The place is handed over, so `running` stays as it is.
    else await new Promise<void>((admit) => queue.push(admit))
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  }
}
