import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { commonRefusals, createPlaylist, getArtist, getSong, listLikes, listTrending, operationsByService, search, type Operation } from '@segue/contracts'
import { beforeAll, describe, expect, test } from 'vitest'
import document from '../../docs/api/openapi.json' with { type: 'json' }
import { ask } from '../src/ask.ts'
import { bodyOf, exampleCalls, pathOf } from '../src/example-calls.ts'
import { clientOf, newListener, publicUrl } from '../src/people.ts'
import { rawRequest } from '../src/raw-request.ts'
import { openSecondDoor } from '../src/second-door.ts'
import { openWorld, type World } from '../src/world.ts'

const operations: readonly Operation[] = Object.values(operationsByService).flat()
const withBody = operations.filter(({ body, body_kind }) => body !== null && body_kind === 'json')

let world: World
beforeAll(async () => {
  world = await openWorld()
})

async function exampleOf(operation: Operation) {
  const call = (await exampleCalls[operation.id]?.(world)) ?? {}
  const token = operation.access === 'administrator' ? world.administrator.token : world.owner.token
  return { call, path: pathOf(operation, call), token }
}

describe('the OpenAPI document', () => {
  test('is served as it is committed, and names every operation', async () => {
    expect((await ask('GET', '/v1/openapi.json')).body).toEqual(document)
    const named = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    expect(named.toSorted()).toEqual(operations.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).toSorted())
  })

  test('has no path that leads nowhere: whoever is not let in hears 401, not 404', async () => {
    for (const operation of operations.filter(({ access }) => access !== 'anyone')) {
      expect((await ask(operation.method, pathOf(operation))).status, operation.id).toBe(401)
    }
  })
})

describe('what is malformed is 400, with the place that is wrong', () => {
  test.each(withBody.map((operation) => [operation.id, operation] as const))('%s takes no malformed or foreign body', async (id, operation) => {
    const { path, token } = await exampleOf(operation)
    for (const body of ['{', '{"a":1,}', '\u0000', '{"__proto__":{"admin":true}}', '"text"', '[1]', '7', 'null', '{"surely_nobody_knows_this":1}']) {
      const answer = await ask(operation.method, path, { token, body })
      expect([answer.status, answer.body.code], `${id} ${body}`).toEqual([400, 'invalid_request'])
      expect(answer.text).not.toMatch(/node_modules|at \w+ \(|select |insert into/i)
    }
  })

  test.each(operations.filter(({ params }) => Object.keys(params.properties).length > 0).map((operation) => [operation.id, operation] as const))('%s takes no id that is none', async (_, operation) => {
    const { call, token } = await exampleOf(operation)
    for (const wrong of ['42', 'null', '%00', `${randomUUID()}0`, "1'or'1'='1", 'x'.repeat(190)]) {
      const path = operation.path.replace(/:\w+/g, encodeURI(wrong).replaceAll('%2500', '%00'))
      const answer = await ask(operation.method, path, { token, ...bodyOf(call) })
      expect([answer.status, answer.body.code], path).toEqual([400, 'invalid_request'])
      expect(answer.body.errors?.[0]?.path).toMatch(/^\/\w+_id$/)
    }
  })

  test.each(operations.filter(({ query }) => 'limit' in query.properties).map((operation) => [operation.id, operation] as const))('%s takes no page out of range and no forged cursor', async (_, operation) => {
    const { call, token } = await exampleOf(operation)
    const most = operation.query.properties['limit'] && 'maximum' in operation.query.properties['limit'] ? Number(operation.query.properties['limit'].maximum) : 100
    const bad = ['limit=0', 'limit=-1', `limit=${most + 1}`, 'limit=1.5', 'limit=ten', 'limit=', 'limit=1&limit=2', 'limit=99999999999999999999']
    if ('offset' in operation.query.properties) bad.push('offset=-1', 'offset=10000&limit=1', 'offset=9990&limit=11', 'offset=x')
    for (const query of bad) {
      const answer = await ask('GET', pathOf(operation, { ...call, query: `${call.query ?? ''}&${query}` }), { token })
      expect([answer.status, answer.body.code], query).toEqual([400, 'invalid_request'])
    }
    if ('offset' in operation.query.properties) {
      expect((await ask('GET', pathOf(operation, { ...call, query: `${call.query ?? ''}&offset=9990&limit=10` }), { token })).status).toBe(200)
    }
    if (!('cursor' in operation.query.properties)) return
    for (const cursor of ['x', 'AAAA', Buffer.from('["2026-01-01T00:00:00.000Z"]').toString('base64url'), '%00', "';drop table users;--"]) {
      const answer = await ask('GET', pathOf(operation, { ...call, query: `cursor=${encodeURIComponent(cursor)}` }), { token })
      expect([answer.status, answer.body.code], cursor).toEqual([400, 'invalid_cursor'])
    }
  })

  test('a value that no enumeration knows', async () => {
    const bad = ['/v1/songs/trending?window=year', '/v1/songs/trending?region=portugal', '/v1/search?q=a&type=film', '/v1/search?q=a&type=', '/v1/search?q=', '/v1/search?q=%20%20', '/v1/search', '/v1/search?q=a%00b', `/v1/songs/${world.song.id}?cookies=yes`, '/v1/artists/me/songs?status=lost']
    for (const path of bad) expect((await ask('GET', path, { token: world.owner.token })).status, path).toBe(400)
    expect((await ask('POST', '/v1/playlists', { token: world.owner.token, body: { name: 'a', visibility: 'secret' } })).body).toMatchObject({ status: 400, errors: [{ path: '/visibility' }] })
  })

  test('a time that no calendar has, or no clock can write', async () => {
    const { token } = world.owner
    const bad = ['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:01:00Z', '2026-01-01', '2026-01-01T00:00:00', 'tomorrow', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', '+012026-01-01T00:00:00Z']
    for (const release_at of bad) {
      const { status, body } = await ask('PATCH', `/v1/songs/${world.song.id}`, { token, body: { release_at } })
      expect([status, body.errors?.[0]?.path], release_at).toEqual([400, '/release_at'])
    }
  })

  test('a query that is not UTF-8 is no fault of ours', async () => {
    for (const query of ['q=%ff', 'q=%ed%a0%80', 'q=%', 'q=a%zz', 'q=/../..', 'q=a&x=%']) expect((await ask('GET', `/v1/search?${query}`)).status, query).toBeLessThan(500)
    expect((await ask('GET', '/v1/users/me?x=%', { token: world.owner.token })).status).toBe(200)
    expect((await ask('GET', '/v1/search?q=/../..')).body['query']).toBe('/../..')
    expect((await ask('GET', '/v1/songs/%ff')).status).toBe(400)
  })

  test('a number is no text and a text no number', async () => {
    const { token } = world.owner
    for (const body of [{ name: 7 }, { name: true }, { name: ['a'] }, { name: null }, { name: 'a', collaborative: 'true' }, { name: 'a', collaborative: 1 }]) {
      expect((await ask('POST', '/v1/playlists', { token, body })).status, JSON.stringify(body)).toBe(400)
    }
    const { id } = await world.playlist('private')
    for (const position of ['0', 1.5, -1, null]) expect((await ask('PUT', `/v1/playlists/${id}/songs`, { token, body: { song_ids: [world.song.id], position } })).status).toBe(400)
  })
})

describe('bodies', () => {
  const json = (bytes: number) => Buffer.from(JSON.stringify({ name: 'x'.repeat(bytes) }))
  const headers = () => ({ authorization: `Bearer ${world.owner.token}`, 'content-type': 'application/json' })

  test('of more than 1 MiB are 413, declared or not', async () => {
    const body = json(2_000_000)
    const declared = await rawRequest(publicUrl(), { method: 'POST', target: '/v1/playlists', headers: { ...headers(), 'content-length': String(body.length) }, body })
    expect([declared.status, JSON.parse(String(declared.body)).code]).toEqual([413, 'payload_too_large'])
    async function* inPieces() {
      for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536)
    }
    const chunked = await rawRequest(publicUrl(), { method: 'POST', target: '/v1/playlists', headers: headers(), body: inPieces() })
    expect([chunked.status, JSON.parse(String(chunked.body)).code]).toEqual([413, 'payload_too_large'])
    expect((await ask('POST', '/v1/playlists', { token: world.owner.token, body: { name: 'x'.repeat(900_000) } })).status, 'below that, the field is too long').toBe(400)
  })

  test('of another media type are 415', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json']) {
      const answer = await ask('POST', '/v1/playlists', { token: world.owner.token, headers: { 'content-type': type }, body: '{"name":"a"}' })
      expect([answer.status, answer.body.code], type).toEqual([415, 'unsupported_media_type'])
    }
    expect((await ask('POST', '/v1/songs', { token: world.owner.token, headers: { 'content-type': 'text/plain' }, body: 'a song' })).status).toBe(415)
    expect((await ask('POST', '/v1/playlists', { token: world.owner.token, headers: { 'content-type': 'application/json; charset=utf-8' }, body: '{"name":"a"}' })).status).toBe(201)
  })
})

test('a path that leads nowhere is 404, and a method that a path does not take is no success', async () => {
  for (const path of ['/v1', '/v1/', '/v1/nothing', '/v1/songs', '/v2/status', '/v1/users', '/health/ready/x', '/v1/songs/trending/x', '/.env', '/v1/%2e%2e/metrics']) {
    const answer = await ask('GET', path)
    expect([answer.status, answer.body.code, answer.headers.get('content-type')], path).toEqual([404, 'not_found', expect.stringMatching(/^application\/problem\+json/)])
  }
  for (const [method, path] of [['DELETE', '/v1/status'], ['PUT', '/v1/auth/login'], ['POST', '/v1/songs/trending'], ['PATCH', '/v1/search'], ['GET', '/v1/auth/login']] as const) {
    const answer = await ask(method, path)
    expect([404, 405], `${method} ${path}`).toContain(answer.status)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  }
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
  expect(body).toEqual({ type: '/docs/errors#artist_not_found', title: expect.any(String), status, instance: expect.stringMatching(/^\/v1\/artists\//), code: 'artist_not_found', request_id: headers.get('x-request-id') })
  const page = await ask('GET', '/docs/errors', { headers: { accept: 'text/html' } })
  const codes = new Set([...Object.keys(commonRefusals), ...operations.flatMap(({ refusals }) => Object.keys(refusals))])
  for (const code of codes) expect(page.text).toContain(`id="${code}"`)
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
  for (const path of [`/v1/songs/${world.song.id}`, '/v1/users/me', '/v1/users/me/likes', `/v1/artists/${world.owner.artist.id}`, '/v1/songs/trending']) {
    const { headers } = await ask('GET', path, { token: world.owner.token })
    expect(headers.get('cache-control'), path).toBe(headers.has('etag') ? 'private, no-cache' : 'private, no-store')
    if (path.startsWith('/v1/songs/')) expect(headers.has('etag'), path).toBe(false)
  }
})

describe('a write with an idempotency key happens once', () => {
  const writes = operations.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/v1/auth/'))

  test.each(writes.map((operation) => [operation.id, operation] as const))('%s', async (id, operation) => {
    const { call, path, token: usual } = await exampleOf(operation)
    // Becoming an artist is done once in a life.
    const token = id === 'createArtist' ? (await newListener()).token : usual
    const key = randomUUID()
    const send = (to: string, body: unknown) => ask(operation.method, to, { token, headers: { 'idempotency-key': key }, ...(body === undefined ? {} : { body }) })
    const first = await send(path, call.body)
    if (call.gets !== undefined && id !== 'createArtist') return expect(first.status).toBe(call.gets)
    expect(first.status, first.text).toBeLessThan(300)
    const again = await send(path, call.body)
    expect(again.status).toBe(first.status)
    expect(withoutUrls(again.body)).toEqual(withoutUrls(first.body))

    if (call.other !== undefined) {
      const other = await send(call.other.params === undefined ? path : pathOf(operation, call.other), call.other.body)
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused'])
    }
    const at_once = await Promise.all([1, 2, 3].map(() => ask(operation.method, path, { token, headers: { 'idempotency-key': key }, ...bodyOf(call) })))
    for (const { status, body } of at_once) expect(status === first.status || body.code === 'idempotency_key_in_flight', `${status} ${body.code}`).toBe(true)
  })

  test('whatever the number of senders, one playlist is made', async () => {
    const { client, token } = await newListener()
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask('POST', '/v1/playlists', { token, headers: { 'idempotency-key': key }, body: { name: 'Just the one' } })))
    for (const { status, body } of answers) expect(status === 201 || body.code === 'idempotency_key_in_flight', `${status} ${body.code}`).toBe(true)
    const made = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body['id']))
    expect(made.size).toBe(1)
    expect((await ask('GET', '/v1/users/me/playlists', { token })).body['items']).toHaveLength(1)
    const { id } = await client.call(createPlaylist, { body: { name: 'Just the one' }, idempotency_key: key })
    expect(made).toContain(id)
  })

  test('the same key of another person is another key', async () => {
    const key = randomUUID()
    const [one, two] = await Promise.all([newListener(), newListener()])
    const first = await one.client.call(createPlaylist, { body: { name: 'Hers' }, idempotency_key: key })
    const second = await two.client.call(createPlaylist, { body: { name: 'His' }, idempotency_key: key })
    expect(second.id).not.toBe(first.id)
    expect(second.name).toBe('His')
  })

  test('a key is 1 to 255 visible characters', async () => {
    for (const key of ['', 'x'.repeat(256), 'with space']) {
      expect((await ask('POST', '/v1/playlists', { token: world.owner.token, headers: { 'idempotency-key': key }, body: { name: 'a' } })).status, key).toBe(400)
    }
  })
})

/** Signed addresses are made anew each time. */
const withoutUrls = (body: unknown): unknown => JSON.parse(JSON.stringify(body, (name, value: unknown) => (name === 'url' || name === 'expires_at' || name === 'request_id' ? undefined : value)))

describe('limits', () => {
  test('past its limit an address is told when to come back', async () => {
    await using door = await openSecondDoor({ GATEWAY_AUTH_LIMIT_FACTOR: '0.05' })
    const register = () =>
      fetch(`${door.url}/v1/auth/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'nobody', password: '', display_name: '' }) })
    const answers = []
    for (let call = 0; call < 5; call++) answers.push(await register())
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 429, 429])
    const refused = answers[4]
    expect(await refused?.json()).toMatchObject({ status: 429, code: 'rate_limited', request_id: refused?.headers.get('x-request-id') })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect([refused?.headers.get('ratelimit-limit'), refused?.headers.get('ratelimit-remaining')]).toEqual(['3', '0'])
    expect(Number((await ask('GET', '/v1/songs/trending')).headers.get('ratelimit-remaining')), 'every answer says what is left').toBeGreaterThan(0)
    expect((await fetch(`${door.url}/v1/status`)).status, 'reads have a limit of their own').toBe(200)
  })

  test('an account has its own, wherever it calls from, and reads do not use up writes', async () => {
    await using door = await openSecondDoor({ GATEWAY_READS_PER_MINUTE: '3', GATEWAY_WRITES_PER_MINUTE: '2' })
    const [one, two] = await Promise.all([newListener(), newListener()])
    const get = (token: string) => fetch(`${door.url}/v1/users/me`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status)
    const patch = (token: string) => fetch(`${door.url}/v1/users/me`, { method: 'PATCH', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{}' }).then(({ status }) => status)
    expect([await get(one.token), await get(one.token), await get(one.token), await get(one.token)]).toEqual([200, 200, 200, 429])
    expect(await get(two.token)).toBe(200)
    expect([await patch(one.token), await patch(one.token), await patch(one.token)]).toEqual([200, 200, 429])
  })

  test('a service that sheds load is asked once, and its answer handed on', async () => {
    let asked = 0
    const busy = createServer((_, response) => {
      asked++
      response.writeHead(503, { 'retry-after': '3' }).end()
    }).listen(0, '127.0.0.1')
    await once(busy, 'listening')
    const address = busy.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    await using door = await openSecondDoor({ GATEWAY_SEARCH_URL: `http://127.0.0.1:${address.port}` })
    const answer = await fetch(`${door.url}/v1/search?q=a`)
    busy.close()
    expect([answer.status, answer.headers.get('retry-after'), asked]).toEqual([503, '3', 1])
  })

  test('one account writes fifty times at once', async () => {
    const { client } = await newListener()
    const made = await Promise.all(Array.from({ length: 50 }, (_, number) => client.call(createPlaylist, { body: { name: `List ${number}` } })))
    expect(new Set(made.map(({ id }) => id)).size).toBe(50)
    await client.call(listLikes)
  })
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
    const { headers } = await ask(method, '/v1/status', { headers: { origin: 'http://evil.example', 'access-control-request-method': 'GET' } })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})
