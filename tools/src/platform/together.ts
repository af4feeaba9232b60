/**
 * Waits for all of them, and hands them to `stack`, which ends them at the same moment. When one fails the others are waited for
 * too: what runs must be known to be stopped.
 */
export async function together<T extends readonly Promise<AsyncDisposable>[]>(
  stack: AsyncDisposableStack,
  starting: readonly [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const running: AsyncDisposable[] = []
  stack.defer(async () => {
    await Promise.all(running.map((one) => one[Symbol.asyncDispose]()))
  })
  await Promise.allSettled(starting.map(async (start) => running.push(await start)))
  return Promise.all(starting)
}
