import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { CHANNEL } from './queue.ts'

export interface Listener extends AsyncDisposable {
  /** Calls `wake` when something was stored for the consumer, and when we may have missed it. */
  on(consumer: string, wake: () => void, onError: (error: unknown) => void): Disposable
}

const RECONNECT_MS = 250

interface Waiting {
  readonly consumer: string
  readonly wake: () => void
  readonly onError: (error: unknown) => void
}

/** One connection that listens for all of this process's consumers, and comes back by itself. */
export function listen(url: string): Listener {
  const all = new Set<Waiting>()
  const { promise: stop, resolve: stopNow } = Promise.withResolvers<void>()
  let stopped = false

  async function session(): Promise<void> {
    const current = new pg.Client({ connectionString: url, application_name: 'segue-bus-listen', keepAlive: true, connectionTimeoutMillis: 5_000 })
    const lost = new Promise<void>((done, failed) => {
      current.on('error', failed)
      current.on('end', done)
    })
    // It is awaited below; until then a failure is that of the connection attempt.
    lost.catch(() => {})
    current.on('notification', ({ payload }) => {
      for (const one of all) if (one.consumer === payload) one.wake()
    })
    try {
      await current.connect()
      await current.query(`listen ${CHANNEL}`)
      for (const one of all) one.wake()
      await Promise.race([lost, stop])
    } finally {
      // Not awaited: a server that hangs would never say goodbye.
      current.end().catch(() => {})
    }
  }

  async function keepListening(): Promise<void> {
    for (;;) {
      try {
        await session()
      } catch (error) {
        for (const one of all) one.onError(error)
      }
      await Promise.race([sleep(RECONNECT_MS, undefined, { ref: false }), stop])
      if (stopped) return
    }
  }

  const listening = keepListening()
  return {
    on(consumer, wake, onError) {
      const one = { consumer, wake, onError }
      all.add(one)
      return { [Symbol.dispose]: () => void all.delete(one) }
    },
    async [Symbol.asyncDispose]() {
      stopped = true
      stopNow()
      await listening
    },
  }
}
