export interface Slots {
  take(): Promise<void>
  give(): void
}

/** Lets `count` be taken at once; who comes later waits for a turn, in order. */
export function openSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  return {
    take() {
      if (free > 0) {
        free -= 1
        return Promise.resolve()
      }
      return new Promise((resolve) => waiting.push(resolve))
    },
    give() {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    },
  }
}
