import closeWithGrace from 'close-with-grace'
import type { AddressInfo } from 'node:net'
import type { Environment } from './config.ts'
import { readiness, type Dependency, type Readiness } from './health.ts'
import { startInternalServer } from './internal-server.ts'
import { createLogger } from './log.ts'
import type { Server } from './server.ts'
import { waitingStart, type Start } from './when-reachable.ts'

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

/**
 * One service as a process of its own: environment → start → until a signal. What it needs and does not answer yet is waited for,
 * while the internal port says what that is; what is wrong for good ends it with a line that names the setting.
 */
export async function runService<C extends { readonly logLevel: string }>(
  settings: { readonly service: string; load(environment: Environment): C },
  start: (config: C, start: Start) => Promise<Service>,
): Promise<void> {
  const ending = new AbortController()
  try {
    const config = settings.load(process.env)
    const starting = waitingStart(createLogger(settings.service, config.logLevel), ending.signal)
    let running: Service | null = null
    const internal = await startInternalServer([{ name: settings.service, readiness: () => (running ?? starting).readiness() }], {
      host: process.env['SEGUE_INTERNAL_HOST'] ?? '127.0.0.1',
      port: Number(process.env['SEGUE_INTERNAL_PORT'] ?? 0),
    })
    const started = start(config, starting)
    closeWithGrace({ delay: 9_000 }, async () => {
      ending.abort()
      await (await started.catch(() => null))?.[Symbol.asyncDispose]()
      await internal[Symbol.asyncDispose]()
    })
    running = await started
    process.stdout.write(`${JSON.stringify({ service: running.name, url: running.url, internal_url: internal.url })}\n`)
  } catch (error) {
    // Whoever asked it to end waits for the end, which is under way.
    if (ending.signal.aborted) return
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}
