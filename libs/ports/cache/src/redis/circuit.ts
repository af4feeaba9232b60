const PROBE_EVERY_MS = 250

export interface Circuit extends Disposable {
  /** What `work` answers; undefined when it fails, and without trying while the circuit is open. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>
}

/** After a failure nobody tries until a probe has succeeded, which is made four times a second: nobody else pays for what is broken. */
export function createCircuit(probe: () => Promise<unknown>, onFailure: () => void): Circuit {
  let timer: NodeJS.Timeout | undefined

  function open(): void {
    timer = setTimeout(() => {
      probe().then(() => (timer = undefined), open)
    }, PROBE_EVERY_MS).unref()
  }

  return {
    async run(work) {
      if (timer) return undefined
      try {
        return await work()
      } catch {
        onFailure()
        if (!timer) open()
        return undefined
      }
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
    },
  }
}
