import closeWithGrace from 'close-with-grace'
import { setTimeout as pause } from 'node:timers/promises'
import type { Environment } from './config.ts'
import { reportFault } from './faults.ts'
import { startInternalServer } from './internal-server.ts'
import { createLogger } from './log.ts'
import { observeProcess, processSettings } from './process-settings.ts'
import type { Service } from './service.ts'
import { waitingStart, type Start } from './when-reachable.ts'

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
