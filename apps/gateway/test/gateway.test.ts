import { createServer, type IncomingMessage, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { testIdentity, type TestIdentity } from '@segue/identity/testing'
import type { Service } from '@segue/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatewayBefore } from './gateway-before.ts'

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const id = '0197a000-0000-7000-8000-000000000001'
const stack = new AsyncDisposableStack()
const seen: Seen[] = []
let upstream: Server
let identity: TestIdentity
let gateway: Service

/** Stands where the services stand, and tells what reached it: the gateway's own behaviour is what these tests look at. */
beforeAll(async () => {
  identity = stack.use(await testIdentity())
  upstream = createServer((request, response) => {
    if (request.url?.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: status\ndata: {}\n\n')
      return
    }
    const answer = (body: string) => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body })
      response.setHeader('set-cookie', ['a=1; Path=/', 'b=2; Path=/']).setHeader('x-request-id', 'of-the-service').setHeader('content-type', 'application/json').end('{"ok":true}')
    }
    text(request).then(answer, () => response.destroy())
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  stack.defer(() => {
    upstream.closeAllConnections()
    upstream.close()
  })
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
  const gone = 'http://127.0.0.1:9'
  const wish = { searchUrl: gone, edgeUrl: gone, trustedProxies: '127.0.0.2', writesPerMinute: 5, authLimitFactor: 0.05 }
  gateway = stack.use(await gatewayBefore(url, identity, wish))
})
afterAll(() => stack.disposeAsync())

const ask = (path: string, init: RequestInit = {}) => fetch(gateway.url + path, { redirect: 'manual', ...init })

test('a request reaches its service with its body, its id and the address it came from, and the answer comes back whole', async () => {
  const { headers } = await identity.token()
  const response = await ask(`/v1/playlists/${id}/songs`, {
    method: 'PUT',
    body: '{"song_ids":[]}',
    headers: { ...headers, 'content-type': 'application/json', 'x-request-id': 'mine-1234', 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  })
  expect(response.status).toBe(200)
  expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; Path=/'])
  expect(response.headers.get('x-request-id')).toBe('mine-1234')
  expect(seen.at(-1)).toMatchObject({
    method: 'PUT',
    url: `/v1/playlists/${id}/songs`,
    body: '{"song_ids":[]}',
    headers: { 'x-request-id': 'mine-1234', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', authorization: headers.authorization, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  })
})

test('an event stream flows while it is open', async () => {
  const { headers } = await identity.token()
  const abort = new AbortController()
  const response = await ask(`/v1/songs/${id}/events`, { headers, signal: abort.signal })
  const { value } = (await response.body?.getReader().read()) ?? {}
  expect(Buffer.from(value ?? []).toString()).toBe('event: status\ndata: {}\n\n')
  abort.abort()
})

test('a service that is down is 503 with Retry-After, and the status says so', async () => {
  const response = await ask('/v1/search?q=a')
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('2')
  expect(await response.json()).toMatchObject({ code: 'unavailable', request_id: response.headers.get('x-request-id') })
  expect(await (await ask('/v1/status')).json()).toMatchObject({ status: 'degraded', services: { search: 'down', edge: 'down', catalog: 'up' } })
})

test('an over-long body is turned away before it travels', async () => {
  const { headers } = await identity.token()
  const before = seen.length
  const response = await ask('/v1/playlists', { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'x'.repeat(2_000_000) }) })
  expect(response.status).toBe(413)
  expect(seen).toHaveLength(before)
})

test('past its limit an account is told when to come back, and another account is not held up', async () => {
  const { headers } = await identity.token()
  const write = (who: Record<string, string>) => ask(`/v1/songs/${id}/like`, { method: 'POST', headers: who })
  const answers = []
  for (let turn = 0; turn < 6; turn++) answers.push(await write(headers))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
  const refused = answers.at(-1)
  expect(await refused?.json()).toMatchObject({ code: 'rate_limited', status: 429 })
  expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(refused?.headers.get('ratelimit-limit')).toBe('5')
  expect((await write((await identity.token()).headers)).status).toBe(200)
})

test('registering too often from one address is limited by what the operation declares', async () => {
  const statuses = []
  for (let turn = 0; turn < 4; turn++) statuses.push((await ask('/v1/auth/register', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status)
  expect(statuses).toEqual([200, 200, 200, 429])
})

test('a token that is not valid stops at the door', async () => {
  const before = seen.length
  const response = await ask('/v1/users/me', { headers: { authorization: 'Bearer no.such.token' } })
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toContain('Bearer')
  expect(seen).toHaveLength(before)
})

test('what is no operation is 404, and neither metrics nor readiness is told to strangers', async () => {
  for (const path of ['/v1/nothing', '/metrics', '/health/ready', '/v1/songs/x/y/z']) {
    const response = await ask(path)
    expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 404, 'application/problem+json'])
  }
})

test('a page asked for under another loopback name moves to the public one, the API answers under any', async () => {
  const page = await ask('/docs/errors', { headers: { accept: 'text/html' } })
  expect([page.status, page.headers.get('location')]).toEqual([307, 'http://localhost:4000/docs/errors'])
  expect((await ask('/v1/openapi.json')).status).toBe(200)
})

test('pages may load from us and from the media edge alone, and nobody may frame them', async () => {
  const policy = (await ask('/v1/openapi.json')).headers.get('content-security-policy')
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain('http://localhost:4001')
})

test('a request that is no HTTP gets an answer, not a hanging line', async () => {
  const { port } = new URL(gateway.url)
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('GARBAGE\r\n\r\n'))
    let told = ''
    socket.on('data', (chunk) => (told += String(chunk)))
    socket.on('close', () => resolve(told))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 400/)
})
