import { randomUUID } from 'node:crypto'
import { commonRefusals, getArtist, getSong, listTrending, operationsByService, search, type Operation } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import document from '../../docs/api/openapi.json' with { type: 'json' }
import { ask } from '../src/ask.ts'
import { pathOf } from '../src/example-calls.ts'
import { clientOf, publicUrl } from '../src/people.ts'
import { rawRequest } from '../src/raw-request.ts'
import { openWorld, type World } from '../src/world.ts'

const operations: readonly Operation[] = Object.values(operationsByService).flat()

let world: World
beforeAll(async () => {
  world = await openWorld()
})

describe('the OpenAPI document', () => {
  test('is served as it is committed, and names every operation', async () => {
    expect((await ask('GET', '/v1/openapi.json')).body).toEqual(document)
    const named = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(named.toSorted()).toEqual(operations.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).toSorted())
  })

  test('has no path that leads nowhere: whoever is not let in hears 401, not 404', async () => {
    for (const operation of operations.filter(({ access }) => access !== 'anyone')) {
      expect((await ask(operation.method, pathOf(operation))).status, operation.id).toBe(401)
    }
  })
})

test('a path that leads nowhere is 404', async () => {
  for (const path of [
    '/v1',
    '/v1/',
    '/v1/nothing',
    '/v2/status',
    '/v1/users',
    '/health/ready/x',
    '/v1/songs/trending/x',
    '/.env',
    '/v1/%2e%2e/metrics',
  ]) {
    const answer = await ask('GET', path)
    expect([answer.status, answer.body.code, answer.headers.get('content-type')], path).toEqual([
      404,
      'not_found',
      expect.stringMatching(/^application\/problem\+json/),
    ])
  }
})

test('a method that a path does not take is 405, and the answer says which it takes', async () => {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
  const patternOf = (path: string) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)
  for (const path of new Set(operations.map((operation) => pathOf(operation)))) {
    const taken = operations.filter((operation) => patternOf(operation.path).test(path)).map(({ method }) => method)
    const allowed = new Set(taken.includes('GET') ? [...taken, 'HEAD'] : taken)
    for (const method of methods.filter((method) => !allowed.has(method))) {
      const answer = await ask(method, path)
      const seen = [answer.status, answer.headers.get('allow'), answer.headers.get('content-type')]
      expect(seen, `${method} ${path}`).toEqual([405, [...allowed].toSorted().join(', '), 'application/problem+json'])
    }
  }
  for (const path of ['/', '/segue.svg', '/docs']) expect((await ask('DELETE', path)).headers.get('allow'), path).toBe('GET, HEAD')
})

test('every answer carries a request id: the client’s where it is valid, ours where it is not, and a problem says the same', async () => {
  for (const id of ['abcdefgh', 'Trace_1.2-3', 'x'.repeat(128)]) {
    expect((await ask('GET', '/v1/status', { headers: { 'x-request-id': id } })).headers.get('x-request-id')).toBe(id)
    const problem = await ask('GET', `/v1/songs/${randomUUID()}`, { headers: { 'x-request-id': id } })
    expect([problem.status, problem.body.request_id, problem.headers.get('x-request-id')]).toEqual([404, id, id])
  }
  for (const id of ['short', 'x'.repeat(129), 'with space', 'a/b/c/d/e', 'ünïcödé1']) {
    const sent = await rawRequest(publicUrl(), { target: '/v1/users/me', headers: { 'x-request-id': Buffer.from(id).toString('latin1') } })
    const ours = sent.headers['x-request-id']
    expect(ours).toMatch(/^[A-Za-z0-9._-]{8,128}$/)
    expect(ours).not.toBe(id)
    expect(JSON.parse(String(sent.body)).request_id).toBe(ours)
  }
})

test('a problem is an RFC 9457 document and tells nothing of the inside', async () => {
  const { status, body, headers } = await ask('GET', `/v1/artists/${randomUUID()}`)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(body).toEqual({
    type: '/docs/errors#artist_not_found',
    title: expect.any(String),
    status,
    instance: expect.stringMatching(/^\/v1\/artists\//),
    code: 'artist_not_found',
    request_id: headers.get('x-request-id'),
  })
  const page = await ask('GET', '/docs/errors', { headers: { accept: 'text/html' } })
  const codes = new Set([...Object.keys(commonRefusals), ...operations.flatMap(({ refusals }) => Object.keys(refusals))])
  for (const code of codes) expect(page.text).toContain(`id="${code}"`)
})

test('a target that names another host leads nowhere else', async () => {
  for (const path of ['/v1/songs/trending', '/v1/status']) {
    const target = `http://elsewhere.example${path}?limit=1`
    expect((await rawRequest(publicUrl(), { target, headers: { host: 'elsewhere.example' } })).status, path).toBe(200)
    // Target and Host that disagree: a proxy in front may refuse them (RFC 9112 § 3.2).
    expect([200, 400], path).toContain((await rawRequest(publicUrl(), { target })).status)
  }
})

test('a trace context goes through without a word', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  expect((await ask('GET', '/v1/songs/trending', { headers: { traceparent } })).status).toBe(200)
  expect((await ask('GET', '/v1/songs/trending', { headers: { traceparent: 'nonsense' } })).status).toBe(200)
})

test('public reads have an ETag and answer 304 to who has them; what was read with a token is stored nowhere', async () => {
  const anonymous = clientOf()
  const reads = [
    [getSong, { params: { song_id: world.song.id } }],
    [getArtist, { params: { artist_id: world.owner.artist.id } }],
    [search, { query: { q: 'nothing at all like this' } }],
  ] as const
  for (const [operation, input] of reads) {
    const path = pathOf(operation, 'params' in input ? { params: input.params } : { query: 'q=nothing+at+all+like+this' })
    const first = await ask('GET', path)
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('cache-control'), path).toMatch(/^public/)
    expect(first.headers.get('vary')).toMatch(/authorization/i)
    expect(etag).toMatch(/^(W\/)?"[^"]+"$/)
    if (operation === search) continue
    for (const held of [etag, `"other", ${etag}`, '*', `W/${etag}`]) {
      const again = await ask('GET', path, { headers: { 'if-none-match': held } })
      expect([again.status, again.text, again.headers.get('etag')], held).toEqual([304, '', etag])
    }
    expect((await ask('GET', path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  }
  await anonymous.call(listTrending)
  for (const path of [
    `/v1/songs/${world.song.id}`,
    '/v1/users/me',
    '/v1/users/me/likes',
    `/v1/artists/${world.owner.artist.id}`,
    '/v1/songs/trending',
  ]) {
    const { headers } = await ask('GET', path, { token: world.owner.token })
    expect(headers.get('cache-control'), path).toBe(headers.has('etag') ? 'private, no-cache' : 'private, no-store')
    if (path.startsWith('/v1/songs/')) expect(headers.has('etag'), path).toBe(false)
  }
})

test('pages may load nothing from elsewhere, be framed by nobody and be guessed at by no browser', async () => {
  for (const path of ['/v1/status', '/v1/nothing', '/v1/users/me', '/docs/errors']) {
    const { headers } = await ask('GET', path)
    expect(headers.get('content-security-policy'), path).toMatch(/default-src 'self'.*frame-ancestors 'none'.*object-src 'none'/)
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('server')).toBeNull()
    expect(headers.get('x-powered-by')).toBeNull()
  }
})

test('the public door opens to scripts of no other origin', async () => {
  for (const method of ['GET', 'OPTIONS']) {
    const { headers } = await ask(method, '/v1/status', {
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'GET' },
    })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})
