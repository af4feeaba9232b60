/** Carries items out together; answers what went wrong with single ones, and rejects when it went wrong with all of them. */
export type Send<Item> = (items: readonly Item[]) => Promise<ReadonlyMap<Item, Error>>

interface Waiting<Item> {
  readonly items: readonly Item[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * One request at a time: what comes while it is under way waits, and goes together in the next. Whoever gave an item hears of its
 * failure, and of nobody else's.
 */
export function gather<Item>(send: Send<Item>, most: number): (items: readonly Item[]) => Promise<void> {
  const waiting: Waiting<Item>[] = []
  let isSending = false

  function take(): Waiting<Item>[] {
    let count = 0
    const end = waiting.findIndex(({ items }, at) => (count += items.length) > most && at > 0)
    return waiting.splice(0, end === -1 ? waiting.length : end)
  }

  async function sendAll(): Promise<void> {
    isSending = true
    while (waiting.length > 0) {
      const together = take()
      try {
        const failures = await send(together.flatMap(({ items }) => items))
        for (const { items, resolve, reject } of together) {
          const failed = items.find((item) => failures.has(item))
          if (failed === undefined) resolve()
          else reject(failures.get(failed))
        }
      } catch (error) {
        for (const { reject } of together) reject(error)
      }
    }
    isSending = false
  }

  return (items) =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject })
      if (!isSending) void sendAll()
    })
}
