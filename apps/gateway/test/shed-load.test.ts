import { createServer, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { testIdentity } from '@segue/identity/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { gatewayBefore } from './gateway-before.ts'

const id = '0197a000-0000-7000-8000-000000000001'
const stack = new AsyncDisposableStack()
const waiting = new Set<ServerResponse>()
let door: string

/** Services that let everybody wait, until they are told to answer. */
beforeAll(async () => {
  const identity = stack.use(await testIdentity())
  const services = createServer((request, response) => {
    if (request.url?.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n')
      return
    }
    waiting.add(response.once('close', () => waiting.delete(response)))
  })
  await new Promise<void>((resolve) => services.listen(0, '127.0.0.1', resolve))
  stack.defer(() => {
    services.closeAllConnections()
    services.close()
  })
  const url = `http://127.0.0.1:${(services.address() as AddressInfo).port}`
  const gateway = stack.use(await gatewayBefore(url, identity, { openPerService: 8 }))
  door = gateway.url
})
afterAll(() => stack.disposeAsync())

const ask = async (path: string) => {
  const response = await fetch(door + path)
  return { status: response.status, retry_after: response.headers.get('retry-after'), body: await response.json() }
}
const asked = async (path: string, times: number, whenAllWait: number) => {
  const answers = Array.from({ length: times }, () => ask(path))
  await vi.waitFor(() => expect(waiting.size).toBe(whenAllWait), { timeout: 1_500, interval: 5 })
  return answers
}
const answerAll = () => {
  for (const response of waiting) response.setHeader('content-type', 'application/json').end('{}')
  waiting.clear()
}

test('where a service lets everybody wait, charts are refused first, then the rest; other services and event streams are not held up', async () => {
  const abort = new AbortController()
  const streams = Array.from({ length: 20 }, () => fetch(`${door}/v1/songs/${id}/events`, { signal: abort.signal }))
  expect((await Promise.all(streams)).map(({ status }) => status)).toEqual(streams.map(() => 200))

  const charts = await asked('/v1/songs/trending', 3, 3)
  const refused = await ask('/v1/songs/trending')
  expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded', status: 503 } })
  expect(Number(refused.retry_after)).toBeGreaterThanOrEqual(1)

  const pages = await asked(`/v1/artists/${id}`, 3, 6)
  expect(await ask(`/v1/artists/${id}`)).toMatchObject({ status: 503, body: { code: 'overloaded' } })

  const others = [...(await asked('/v1/search?q=a', 3, 9)), ...(await asked(`/v1/songs/${id}`, 8, 17))]
  answerAll()
  for (const { status } of await Promise.all([...charts, ...pages, ...others])) expect(status).toBe(200)
  abort.abort()
})

test('a burst waits for its turn, and nobody of it is refused', async () => {
  const burst = Array.from({ length: 60 }, () => ask(`/v1/songs/${id}`))
  for (let answered = 0; answered < burst.length; ) {
    await vi.waitFor(() => expect(waiting.size).toBe(Math.min(8, burst.length - answered)), { timeout: 1_500, interval: 1 })
    answered += waiting.size
    answerAll()
  }
  for (const { status } of await Promise.all(burst)) expect(status).toBe(200)
})

test('who asks many times at once on one line and hangs up leaves no place taken', async () => {
  const line = connect(Number(new URL(door).port), '127.0.0.1')
  line.on('error', () => undefined).write(`GET /v1/songs/${id} HTTP/1.1\r\nhost: localhost\r\n\r\n`.repeat(8))
  await vi.waitFor(() => expect(waiting.size).toBe(8), { timeout: 1_500, interval: 1 })
  line.destroy()
  await vi.waitFor(() => expect(line.closed).toBe(true), { timeout: 5_000 })
  answerAll()
  const next = await asked(`/v1/songs/${id}`, 8, 8)
  answerAll()
  for (const { status } of await Promise.all(next)) expect(status).toBe(200)
})
