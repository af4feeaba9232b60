import closeWithGrace from 'close-with-grace'
import type { AddressInfo } from 'node:net'
import type { Environment, Settings } from './config.ts'
import type { TProperties } from 'typebox'
import { readiness, type Dependency, type Readiness } from './health.ts'
import { startInternalServer } from './internal-server.ts'
import type { Server } from './server.ts'

/** A service that runs: a function of its configuration started it, disposing it stops it without a failed request. */
export interface Service extends AsyncDisposable {
  readonly name: string
  readonly url: string
  readiness(): Promise<Readiness>
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

/** Listens, and hands back the running service. `GET /health/ready` says whether each dependency is up. */
export async function serve(server: Server, { dependencies, stack, host, port, isPublic = false }: Opened): Promise<Service> {
  const ready = () => readiness(dependencies)
  if (!isPublic) {
    server.get('/health/ready', async (_, reply) => {
      const state = await ready()
      return reply.status(state.ready ? 200 : 503).send(state)
    })
  }
  await server.listen({ port, host })
  const { port: bound } = server.server.address() as AddressInfo
  return {
    name: server.service,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    readiness: ready,
    async [Symbol.asyncDispose]() {
      await server.close()
      await stack.disposeAsync()
    },
  }
}

/** One service as a process of its own: environment → start → until a signal. */
export async function runService<P extends TProperties, C extends ReturnType<Settings<P>['load']>>(
  settings: { load(environment: Environment): C },
  start: (config: C) => Promise<Service>,
): Promise<void> {
  try {
    const service = await start(settings.load(process.env))
    const internal = await startInternalServer([service], {
      host: process.env['SEGUE_INTERNAL_HOST'] ?? '127.0.0.1',
      port: Number(process.env['SEGUE_INTERNAL_PORT'] ?? 0),
    }).catch(async (error: unknown) => {
      // Others may have begun to rely on it: what it holds is handed back.
      await service[Symbol.asyncDispose]()
      throw error
    })
    process.stdout.write(`${JSON.stringify({ service: service.name, url: service.url, internal_url: internal.url })}\n`)
    closeWithGrace({ delay: 9_000 }, async () => {
      await service[Symbol.asyncDispose]()
      await internal[Symbol.asyncDispose]()
    })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
