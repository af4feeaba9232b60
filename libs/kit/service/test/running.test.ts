import { once } from 'node:events'
import { Agent, get as httpGet, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { startInternalServer } from '@segue/service'
import { expect, test, vi } from 'vitest'
import { echoService } from './echo-service.ts'

const up = { name: 'database', ping: async () => {} }
const down = { name: 'bus', ping: () => Promise.reject(new Error('gone')) }
const hanging = { name: 'cache', ping: () => new Promise<void>(() => {}) }

async function get(url: string, agent: Agent): Promise<number | undefined> {
  const [response]: IncomingMessage[] = await once(httpGet(url, { agent }), 'response')
  response?.resume()
  return response?.statusCode
}

const letsNobodyIn = (url: string) => vi.waitFor(() => expect(fetch(`${url}/health/live`)).rejects.toThrow(), 10_000)

test('a service is ready when all it needs is up', async () => {
  await using it = await echoService([up])
  expect(await it.ask('GET', '/health/ready')).toMatchObject({ status: 200, body: { ready: true, dependencies: { database: 'up' } } })
  expect(await it.ask('GET', '/health/live')).toMatchObject({ status: 200, body: { live: true } })
})

test('what hangs is down after a second, and does not keep the answer', async () => {
  await using it = await echoService([up, down, hanging])
  const started = performance.now()
  const answer = await it.ask('GET', '/health/ready')
  const took_ms = performance.now() - started
  expect(answer).toMatchObject({ status: 503, body: { ready: false, dependencies: { database: 'up', bus: 'down', cache: 'down' } } })
  expect(took_ms).toBeGreaterThan(900)
  expect(took_ms).toBeLessThan(5_000)
  expect(await it.ask('GET', '/health/live')).toMatchObject({ status: 200 })
})

test('without what it can do without for a while a service stays in rotation, and says that it is less', async () => {
  await using it = await echoService([up, { ...down, required: false }])
  const body = { ready: true, degraded: true, dependencies: { database: 'up', bus: 'down' } }
  expect(await it.ask('GET', '/health/ready')).toMatchObject({ status: 200, body })
  await using internal = await startInternalServer([it.service], { host: '127.0.0.1', port: 0 })
  const ready = await fetch(`${internal.url}/health/ready`)
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true, degraded: true, services: { echo: body } }])
})

test('a request that runs while the service stops gets its answer, and nobody gets in any more', async () => {
  const it = await echoService()
  const running = get(`${it.service.url}/v1/things/wait`, new Agent({ keepAlive: false }))
  await it.arrived
  const stopped = it[Symbol.asyncDispose]()
  await letsNobodyIn(it.service.url)
  it.letGo()
  expect(await running).toBe(200)
  await stopped
})

test('a client that would keep the connection of such a request does not keep the service from stopping', async () => {
  const it = await echoService()
  const agent = new Agent({ keepAlive: true })
  const running = get(`${it.service.url}/v1/things/wait`, agent)
  await it.arrived
  const stopped = it[Symbol.asyncDispose]().then(() => 'stopped')
  await letsNobodyIn(it.service.url)
  it.letGo()
  expect(await running).toBe(200)
  const outcome = await Promise.race([stopped, sleep(2_000, 'still open')])
  agent.destroy()
  await stopped
  expect(outcome).toBe('stopped')
})

test('idle connections do not keep a service from stopping', async () => {
  const it = await echoService()
  await Promise.all(Array.from({ length: 5 }, () => it.ask('GET', '/v1/things')))
  const started = performance.now()
  await it[Symbol.asyncDispose]()
  expect(performance.now() - started).toBeLessThan(3_000)
})

test('readiness and metrics of all services stand on the internal port', async () => {
  await using healthy = await echoService([up])
  await using ill = await echoService([down])
  await using internal = await startInternalServer([healthy.service, ill.service], { host: '127.0.0.1', port: 0 })
  await healthy.ask('GET', '/v1/things')
  const ready = await fetch(`${internal.url}/health/ready`)
  expect([ready.status, await ready.json()]).toMatchObject([503, { ready: false }])
  const metrics = await (await fetch(`${internal.url}/metrics`)).text()
  expect(metrics).toMatch(/http_request_duration_seconds_count\{[^}]*operation="listThings"[^}]*\} \d/)
})
