import { refuse } from '@segue/service'

/** Runs the work of one key one at a time, in the order it came. Too long a queue is 503. */
export type InTurn = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

interface Queue {
  tail: Promise<unknown>
  length: number
}

/** At most `longest` wait or work for one key: what would wait past its deadline is better refused at once. */
export function createTurns(longest = 500): InTurn {
  const queues = new Map<string, Queue>()
  return async (key, work) => {
    const queue = queues.get(key) ?? { tail: Promise.resolve(), length: 0 }
    if (queue.length >= longest) throw refuse('unavailable', { detail: 'Too many changes at once', headers: { 'retry-after': '1' } })
    queues.set(key, queue)
    queue.length++
    const turn = queue.tail.then(work)
    queue.tail = turn.catch(() => {})
    try {
      return await turn
    } finally {
      if (--queue.length === 0) queues.delete(key)
    }
  }
}
