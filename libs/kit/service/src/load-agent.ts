import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { Gauge, metrics } from './metrics.ts'

export interface LoadAgentOptions {
  readonly service: string
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** From its abort on the answer is `drain`. */
  readonly draining: AbortSignal
  /** What the service itself measures, each as the share of its limit that is in use: `{ streams: 0.4 }`. */
  readonly report?: () => Readonly<Record<string, number>>
}

export interface LoadAgent extends AsyncDisposable {
  readonly port: number
  /** The line as a balancer would hear it now. */
  answer(): string
}

const sample_every_ms = 250
/** A load that comes or goes shows by two thirds after this time. */
const smoothing_ms = 3_000
/** A process that took the place of a drained one must be let in again; later, a drain by hand is the operator's. */
const fresh_ms = 30_000

const load = new Gauge({
  name: 'load_ratio',
  help: 'Share in use of what a process can take, as told to the balancer',
  labelNames: ['service', 'measure'],
  registers: [metrics],
})

/**
 * Tells HAProxy's agent check how much more this process can take: one line for each connection, `up 73%`, where the share is what the
 * scarcest of CPU (of one core), event loop and the service's own measures has left. Never 0 %, which would be none at all; `drain` once
 * the process is about to end. (HAProxy Configuration Manual, "agent-check".)
 */
export async function startLoadAgent({ service, host, port, draining, report = () => ({}) }: LoadAgentOptions): Promise<LoadAgent> {
  const started_at = performance.now()
  const smooth = new Map<string, number>()
  let last = { at: started_at, cpu: process.cpuUsage(), loop: performance.eventLoopUtilization() }

  function sample(): void {
    const at = performance.now()
    const elapsed_ms = at - last.at
    if (elapsed_ms < 1) return
    const { user, system } = process.cpuUsage(last.cpu)
    const loop = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(loop, last.loop)
    last = { at, cpu: process.cpuUsage(), loop }
    const weight = 1 - Math.exp(-elapsed_ms / smoothing_ms)
    for (const [measure, now] of Object.entries({ cpu: (user + system) / 1_000 / elapsed_ms, event_loop: utilization, ...report() })) {
      const before = smooth.get(measure) ?? 0
      const value = before + weight * (Math.min(1, Math.max(0, now)) - before)
      smooth.set(measure, value)
      load.set({ service, measure }, value)
    }
  }

  function answer(): string {
    if (draining.aborted) return 'drain'
    const state = performance.now() - started_at < fresh_ms ? 'ready up' : 'up'
    return `${state} ${Math.max(1, Math.round(100 * (1 - Math.max(0, ...smooth.values()))))}%`
  }

  const server = createServer((socket) => {
    // A balancer that hangs up early has no interest in the answer.
    socket.on('error', () => {}).setTimeout(1_000, () => socket.destroy())
    sample()
    socket.end(`${answer()}\n`)
  })
  server.maxConnections = 64
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const sampling = setInterval(sample, sample_every_ms).unref()
  return {
    port: (server.address() as AddressInfo).port,
    answer,
    async [Symbol.asyncDispose]() {
      clearInterval(sampling)
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
