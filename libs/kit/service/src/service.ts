import closeWithGrace from 'close-with-grace'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Environment } from './config.ts'
import { reportFault } from './faults.ts'
import { readiness, type Dependency, type Readiness } from './health.ts'
import { startInternalServer } from './internal-server.ts'
import { createLogger } from './log.ts'
import { observeProcess, processSettings } from './process-settings.ts'
import type { Server } from './server.ts'
import { waitingStart, type Start } from './when-reachable.ts'

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
  await server.listen({ port, host })
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
    const { internalHost, internalPort, drainMs, ...observed } = processSettings.load(process.env)
    const tracing = await observeProcess(observed)
    const log = createLogger(settings.service, config.logLevel)
    const starting = waitingStart(log, ending.signal)
    let running: Service | null = null
    const internal = await startInternalServer([{ name: settings.service, readiness: () => (running ?? starting).readiness() }], {
      host: internalHost,
      port: internalPort,
    })
    const started = start(config, starting)
    closeWithGrace({ delay: 9_000 + drainMs }, async ({ err }) => {
      if (err !== undefined) reportFault(log, err, { service: settings.service, operation: 'process' })
      ending.abort()
      const service = await started.catch(() => null)
      service?.drain()
      // A process that is in an unknown state takes no more.
      if (service !== null && err === undefined) await pause(drainMs)
      await service?.[Symbol.asyncDispose]()
      await internal[Symbol.asyncDispose]()
      await tracing[Symbol.asyncDispose]()
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
