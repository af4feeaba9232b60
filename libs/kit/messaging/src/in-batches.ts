interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export interface Batches<Item, Result> {
  /** Items at once, at most. */
  readonly most: number
  /** Answers the first so many of the items, one at least; the others come again with the next. */
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>
  /** What no single item is to blame for. */
  readonly isOfAll: (error: unknown) => boolean
}

/**
 * One batch at a time: what comes while it is under way waits, and goes together in the next. A batch that fails is tried again in halves,
 * until whichever item is to blame stands alone; nobody else hears of its failure.
 */
export function inBatches<Item, Result>({ most, work, isOfAll }: Batches<Item, Result>): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let isWorking = false

  async function carryOut(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item))
      for (const [at, result] of results.entries()) batch[at]?.resolve(result)
      waiting.unshift(...batch.slice(results.length))
    } catch (error) {
      if (batch.length === 1 || isOfAll(error)) {
        for (const { reject } of batch) reject(error)
        return
      }
      const half = batch.length >> 1
      await carryOut(batch.slice(0, half))
      await carryOut(batch.slice(half))
    }
  }

  async function carryOutAll(): Promise<void> {
    isWorking = true
    while (waiting.length > 0) await carryOut(waiting.splice(0, most))
    isWorking = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isWorking) void carryOutAll()
    })
}
