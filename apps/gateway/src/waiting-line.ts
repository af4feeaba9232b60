import type { Criticality } from '@segue/contracts'

/** What an operation is that says nothing of itself stands between the two. */
export type Rank = Criticality | 'between'

const ranks: readonly Rank[] = ['critical', 'between', 'sheddable']
/** How much of the places each may have, so that what comes before it always finds some. */
const shares: Readonly<Record<Rank, number>> = { critical: 1, between: 0.75, sheddable: 0.375 }
/** A burst has passed by then; who still waits is better told so. */
const patience_ms: Readonly<Record<Rank, number>> = { critical: 250, between: 250, sheddable: 50 }

interface Waiter {
  readonly enter: () => void
  readonly timer: NodeJS.Timeout
}

export interface WaitingLine {
  /** Calls `entered` at once or when there is a place, or `refused` when there was none for as long as one waits. Returns what to call at the end, whichever it was. */
  join(rank: Rank, entered: () => void, refused: () => void): () => void
}

/** So many places, and a short line for each rank: who matters more goes first, and nobody waits longer than a quarter of a second. */
export function createWaitingLine(places: number): WaitingLine {
  let taken = 0
  const waiting: Readonly<Record<Rank, Set<Waiter>>> = { critical: new Set(), between: new Set(), sheddable: new Set() }
  const isFree = (rank: Rank) => taken < Math.ceil(places * shares[rank])

  function leave(): void {
    taken--
    for (const rank of ranks) {
      const [first] = waiting[rank]
      if (first !== undefined && isFree(rank)) return first.enter()
    }
  }

  return {
    join(rank, entered, refused) {
      const line = waiting[rank]
      if (line.size === 0 && isFree(rank)) {
        taken++
        entered()
        return leave
      }
      let end = () => quit(waiter)
      const waiter: Waiter = {
        enter() {
          quit(waiter)
          taken++
          end = leave
          entered()
        },
        timer: setTimeout(() => {
          quit(waiter)
          refused()
        }, patience_ms[rank]),
      }
      function quit(one: Waiter): void {
        clearTimeout(one.timer)
        line.delete(one)
      }
      line.add(waiter)
      return () => end()
    },
  }
}
