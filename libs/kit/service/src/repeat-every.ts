/** Does the work at once and then again, `every_ms` after it was done, until disposed of; a failure is told and the work goes on. */
export function repeatEvery(every_ms: number, work: () => Promise<unknown>, onError: (error: unknown) => void): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  async function run(): Promise<void> {
    await work().catch((error: unknown) => stopped || onError(error))
    if (!stopped) timer = setTimeout(() => void (running = run()), every_ms)
  }
  let running = run()
  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
