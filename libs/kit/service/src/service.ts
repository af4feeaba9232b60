import type { AddressInfo } from 'node:net'
import { readiness, type Dependency, type Readiness } from './health.ts'
import type { Server } from './server.ts'

/** A service that runs: a function of its configuration started it, disposing it stops it without a failed request. */
export interface Service extends AsyncDisposable {
  readonly name: string
  readonly url: string
  readiness(): Promise<Readiness>
  /** Says from now on that it is about to end: not ready, and `drain` to the balancer. It goes on answering until disposed of. */
  drain(): void
}

export interface Opened {
  readonly dependencies: readonly Dependency[]
  /** What was opened; closed in reverse once the server took its last request. */
  readonly stack: AsyncDisposableStack
  readonly host: string
  readonly port: number
  /** Strangers reach this port: what it depends on is told on the internal one alone. */
  readonly isPublic?: boolean
}

/** When many come at once they wait for a moment instead of for the second after which TCP knocks again; Linux cuts it to what it allows. */
const backlog = 4_096

/** Listens, and hands back the running service. `GET /health/ready` says whether each dependency is up. */
export async function serve(server: Server, { dependencies, stack, host, port, isPublic = false }: Opened): Promise<Service> {
  const ready = async () => {
    const state = await readiness(dependencies)
    return server.draining.aborted ? { ...state, ready: false } : state
  }
  if (!isPublic) {
    server.get('/health/ready', async (_, reply) => {
      const state = await ready()
      return reply.status(state.ready ? 200 : 503).send(state)
    })
  }
  await server.listen({ port, host, backlog })
  const { port: bound } = server.server.address() as AddressInfo
  return {
    name: server.service,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    readiness: ready,
    drain: () => server.drain(),
    async [Symbol.asyncDispose]() {
      server.drain()
      await server.close()
      await stack.disposeAsync()
    },
  }
}
