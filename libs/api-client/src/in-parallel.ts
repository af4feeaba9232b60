/** Does `work` for every item, at most `limit` at once. After a failure nothing new begins, and it is thrown when the others are done. */
export async function inParallel<Item>(items: readonly Item[], limit: number, work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values()
  let failed = false
  const worker = async () => {
    for (const item of queue) {
      if (failed) return
      await work(item).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: limit }, worker))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}
