import { randomUUIDv7 } from 'node:crypto'
import { connect } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { echoService, type EchoService } from './echo-service.ts'

let it: EchoService
beforeAll(async () => {
  it = await echoService()
})
afterAll(() => it[Symbol.asyncDispose]())

const asJson = { 'content-type': 'application/json' }
const malformed = { status: 400, body: { code: 'invalid_request' } }

test('a refusal is problem details with a stable code and the id of the request', async () => {
  const { status, headers, body } = await it.ask(
    'POST',
    '/v1/things?x=1',
    { json: { name: 'taken' }, headers: { 'x-request-id': 'request-1' } },
  )
  expect(status).toBe(409)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-request-id')).toBe('request-1')
  expect(body).toEqual({
    type: '/docs/errors#name_taken',
    title: 'This name is taken',
    status: 409,
    detail: 'Ada has it',
    instance: '/v1/things',
    code: 'name_taken',
    request_id: 'request-1',
  })
})

test.for(['{', '{"name":', 'name=x', '{"name":"a"} x', '{"__proto__":{"x":1},"name":"a"}'])('the body %s is malformed JSON', async (body) => {
  const answer = await it.ask('POST', '/v1/things', { body, headers: asJson })
  expect(answer).toMatchObject(malformed)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
})

test.for([
  [{ name: 7 }, '/name'],
  [{ name: null }, '/name'],
  [{ name: '' }, '/name'],
  [{ name: 'x'.repeat(21) }, '/name'],
  [{ name: 'a', size: '7' }, '/size'],
  [{ name: 'a', size: 1.5 }, '/size'],
  [{ name: 'a', kind: 'huge' }, '/kind'],
  [[], '/'],
  ['name', '/'],
] as const)('the body %j is refused with the place that is wrong', async ([json, path]) => {
  const answer = await it.ask('POST', '/v1/things', { json })
  expect(answer).toMatchObject({ ...malformed, body: { code: 'invalid_request', errors: [{ path, message: expect.any(String) }] } })
})

test.for([
  [{ size: 7 }, '/name'],
  [{ name: 'a', colour: 'red' }, '/colour'],
] as const)('the body %j is refused with the field that is missing or too much', async ([json, path]) => {
  expect(await it.ask('POST', '/v1/things', { json })).toMatchObject({ ...malformed, body: { errors: [{ path }] } })
})

test('a body that must be there is missed', async () => {
  expect(await it.ask('POST', '/v1/things')).toMatchObject(malformed)
  expect(await it.ask('POST', '/v1/things', { headers: asJson })).toMatchObject(malformed)
})

test('an optional body may be left out, with or without its media type', async () => {
  expect(await it.ask('POST', '/v1/things/touch')).toMatchObject({ status: 200, body: { times: null } })
  expect(await it.ask('POST', '/v1/things/touch', { headers: asJson })).toMatchObject({ status: 200, body: { times: null } })
  expect(await it.ask('POST', '/v1/things/touch', { json: { times: 2 } })).toMatchObject({ status: 200, body: { times: 2 } })
  expect(await it.ask('POST', '/v1/things/touch', { json: { times: 'two' } })).toMatchObject(malformed)
})

test.for(['42', 'x', 'urn:uuid:01938d0e-7c1a-7000-8000-000000000001', '01938d0e7c1a70008000000000000001', '%20', 'x'.repeat(150)])('the id %s is malformed', async (id) => {
  expect(await it.ask('GET', `/v1/things/${id}`)).toMatchObject({ ...malformed, body: { errors: [{ path: '/thing_id' }] } })
})

test('any UUID is an id', async () => {
  for (const id of [randomUUIDv7(), crypto.randomUUID(), randomUUIDv7().toUpperCase(), '00000000-0000-0000-0000-000000000000']) {
    expect(await it.ask('GET', `/v1/things/${id}`)).toMatchObject({ status: 200, body: { id } })
  }
})

test.for(['limit=0', 'limit=101', 'limit=x', 'limit=', 'limit=1.5', 'limit=1&limit=2', 'offset=-1', 'offset=9981', 'offset=10000&limit=1', 'kind=huge', 'cursor='])(
  'the query ?%s is malformed',
  async (query) => {
    expect(await it.ask('GET', `/v1/things?${query}`)).toMatchObject(malformed)
  },
)

test('a query becomes numbers, and what it leaves out its defaults', async () => {
  expect((await it.ask('GET', '/v1/things?limit=100&offset=9900')).body).toEqual({ limit: 100, offset: 9_900 })
  expect((await it.ask('GET', '/v1/things')).body).toEqual({ limit: 20, offset: 0 })
  expect((await it.ask('GET', '/v1/things?utm_source=x')).body).toEqual({ limit: 20, offset: 0 })
})

test('a body of two megabytes is too large', async () => {
  expect(await it.ask('POST', '/v1/things', { json: { name: 'x'.repeat(2_097_152) } })).toMatchObject({
    status: 413,
    body: { code: 'payload_too_large' },
  })
})

test.for(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])('a body of %s is not taken', async (type) => {
  expect(await it.ask('POST', '/v1/things', { body: 'name=x', headers: { 'content-type': type } })).toMatchObject({
    status: 415,
    body: { code: 'unsupported_media_type' },
  })
})

test.for(['/v1/nothing', '/', '/v1/things/a/b/c'])('%s is not found', async (path) => {
  expect(await it.ask('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found', instance: path } })
})

test.for([
  ['DELETE', '/v1/things', 'GET, HEAD, POST'],
  ['HEAD', `/v1/things/${randomUUIDv7()}/claim`, 'PUT'],
  ['OPTIONS', '/v1/things', 'GET, HEAD, POST'],
  ['POST', `/v1/things/${randomUUIDv7()}?x=1`, 'DELETE, GET, HEAD'],
] as const)('%s of %s is not allowed, and the answer says what is', async ([method, path, allow]) => {
  const { status, headers, body } = await it.ask(method, path)
  expect([status, headers.get('allow'), body?.code]).toEqual([405, allow, method === 'HEAD' ? undefined : 'method_not_allowed'])
})

test.for([
  ['GARBAGE\r\n\r\n', 400, 'invalid_request'],
  ['GET / HTTP/1.1\r\nhost: x\r\nno colon\r\n\r\n', 400, 'invalid_request'],
  [`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(500_000)}\r\n\r\n`, 431, 'headers_too_large'],
] as const)('what is no HTTP is answered with a problem all the same, and the connection ends', async ([text, status, code]) => {
  const socket = connect(Number(new URL(it.service.url).port), '127.0.0.1', () => socket.write(text))
  const [head = '', body = ''] = (await readText(socket)).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(head).toMatch(/^content-type: application\/problem\+json$/m)
  const problem = JSON.parse(body)
  expect(problem).toMatchObject({ status, code, request_id: /^x-request-id: (.*?)\r?$/m.exec(head)?.[1] })
})

test('an address that can not be decoded is malformed', async () => {
  expect(await it.ask('GET', '/v1/things/%zz')).toMatchObject(malformed)
})

test('a fault says nothing of its cause', async () => {
  const { status, body, text } = await it.ask('POST', '/v1/things/break')
  expect([status, body.code]).toEqual([500, 'internal_error'])
  expect(text).not.toMatch(/constraint|23505|\.ts:/)
})

test.for(['abcdefgh', 'A.b_c-D9', 'x'.repeat(128)])('the request id %s is kept', async (id) => {
  expect((await it.ask('GET', '/v1/things', { headers: { 'x-request-id': id } })).headers.get('x-request-id')).toBe(id)
})

test.for(['short', 'x'.repeat(129), 'with space', 'semi;colon', 'qu"oted1', '<script>alert'])('the request id %s is replaced by one of ours', async (id) => {
  const { headers } = await it.ask('GET', '/v1/things', { headers: { 'x-request-id': id } })
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/)
})
