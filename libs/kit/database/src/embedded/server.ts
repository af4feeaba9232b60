import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { launch, type Running } from './launch.ts'
import type { Place } from './place.ts'

const passes = (error: unknown) => error instanceof Error && /shared memory block|lock file|could not bind|could not create any TCP/.test(error.message)

/** Waits out what passes by itself: a predecessor's last processes, a port that somebody else just took. */
async function start(place: Place, choosePort: () => Promise<number>, durable: boolean): Promise<Running & { port: number }> {
  const until = performance.now() + 20_000
  for (;;) {
    const port = await choosePort()
    try {
      return { ...(await launch(place, port, durable)), port }
    } catch (error) {
      if (!passes(error) || performance.now() > until) throw error
      await sleep(200)
    }
  }
}

/** Then it is ended at once, which loses nothing: the next start recovers. */
const FAST_SHUTDOWN_MS = 5_000

export interface Server {
  readonly port: number
  stop(): Promise<void>
}

/** Runs the cluster until `stop`; a server that dies in between is started again on the same port. */
export async function startServer(place: Place, wishedPort: number, durable: boolean, onError: (error: unknown) => void): Promise<Server> {
  const first = await start(place, () => freePort(wishedPort), durable)
  let server: Running = first
  let stopping = false
  const supervise = async () => {
    for (;;) {
      const end = await server.ended
      if (stopping) return
      onError(new Error(`PostgreSQL ended with ${end}; it is started again`))
      try {
        // Clients hold its URL, so it must be the same port.
        server = await start(place, async () => first.port, durable)
      } catch (error) {
        onError(error)
        await sleep(1_000)
      }
      if (stopping) server.process.kill('SIGINT')
    }
  }
  const supervised = supervise()
  return {
    port: first.port,
    async stop() {
      stopping = true
      server.process.kill('SIGINT')
      const late = setTimeout(() => server.process.kill('SIGQUIT'), FAST_SHUTDOWN_MS)
      await supervised
      clearTimeout(late)
    },
  }
}
