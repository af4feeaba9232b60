import Fastify from 'fastify'
import { dependencyUp, metrics } from './metrics.ts'
import type { Service } from './service.ts'

/** Health, readiness and metrics of a process, on a port that the gateway never forwards. */
export async function startInternalServer(services: readonly Pick<Service, 'name' | 'readiness'>[], { host, port }: { host: string; port: number }): Promise<AsyncDisposable & { readonly url: string }> {
  const server = Fastify({ logger: false, forceCloseConnections: true })
  server.get('/health/live', async () => ({ live: true }))
  server.get('/health/ready', async (_, reply) => {
    const states = await Promise.all(services.map(async (service) => [service.name, await service.readiness()] as const))
    const ready = states.every(([, state]) => state.ready)
    const degraded = ready && states.some(([, state]) => state.degraded) ? { degraded: true } : {}
    return reply.status(ready ? 200 : 503).send({ ready, ...degraded, services: Object.fromEntries(states) })
  })
  server.get('/metrics', async (_, reply) => {
    for (const { name, readiness } of services) {
      for (const [dependency, state] of Object.entries((await readiness()).dependencies)) dependencyUp.set({ service: name, dependency }, state === 'up' ? 1 : 0)
    }
    return reply.type(metrics.contentType).send(await metrics.metrics())
  })
  return { url: await server.listen({ host, port }), [Symbol.asyncDispose]: () => server.close() }
}
