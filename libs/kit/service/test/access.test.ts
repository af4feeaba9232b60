import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { echoService, type EchoService } from './echo-service.ts'

let it: EchoService
beforeAll(async () => {
  it = await echoService()
})
afterAll(() => it[Symbol.asyncDispose]())

const thing = `/v1/things/${randomUUIDv7()}`
const claim = `${thing}/claim`
const unauthenticated = { status: 401, body: { code: 'unauthenticated' } }

test('an operation for listeners needs a token', async () => {
  const refused = await it.ask('DELETE', thing)
  expect(refused).toMatchObject(unauthenticated)
  expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="segue"')
  const { headers } = await it.identity.token()
  expect(await it.ask('DELETE', thing, { headers })).toMatchObject({ status: 204, text: '' })
})

test('who calls is asked before what they ask', async () => {
  expect(await it.ask('DELETE', '/v1/things/42')).toMatchObject(unauthenticated)
})

test('an operation for administrators is forbidden to listeners', async () => {
  const listener = await it.identity.token()
  const administrator = await it.identity.token({ role: 'administrator' })
  expect(await it.ask('POST', '/v1/things/rule')).toMatchObject(unauthenticated)
  expect(await it.ask('POST', '/v1/things/rule', { headers: listener.headers })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(await it.ask('POST', '/v1/things/rule', { headers: administrator.headers })).toMatchObject({ status: 204 })
})

test.for(['Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic YTpi', 'token', ''])('the authorization %o is no token, even where none is needed', async (authorization) => {
  expect(await it.ask('GET', thing, { headers: { authorization } })).toMatchObject(unauthenticated)
})

test('an idempotency key goes to the write with a fingerprint of the request', async () => {
  const { headers } = await it.identity.token()
  const put = (key: string, path = claim) => it.ask('PUT', path, { json: {}, headers: { ...headers, 'idempotency-key': key } })
  const first = await put('k1')
  expect(first).toMatchObject({ status: 200, body: { key: 'k1', fingerprint: expect.any(String) } })
  expect((await put('k2')).body.fingerprint).toBe(first.body.fingerprint)
  expect((await put('k1', `/v1/things/${randomUUIDv7()}/claim`)).body.fingerprint).not.toBe(first.body.fingerprint)
  expect((await it.ask('PUT', claim, { json: {}, headers })).body).toEqual({ key: null, fingerprint: null })
})

test.for(['with space', '', 'x'.repeat(256), 'clé'])('the idempotency key %o is malformed', async (key) => {
  const { headers } = await it.identity.token()
  expect(await it.ask('PUT', claim, { json: {}, headers: { ...headers, 'idempotency-key': key } })).toMatchObject({
    status: 400,
    body: { code: 'invalid_request' },
  })
})

test('without a caller there is nobody to keep a key for', async () => {
  expect((await it.ask('POST', '/v1/things', { json: { name: 'a' }, headers: { 'idempotency-key': 'k1' } })).body).toEqual({
    name: 'a',
    key: null,
  })
})

test('when the keys can not be had it is not the token that is blamed', async () => {
  await using stranger = await echoService()
  const { headers } = await stranger.identity.token()
  await stranger.identity[Symbol.asyncDispose]()
  const answer = await stranger.ask('DELETE', thing, { headers })
  expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect(answer.headers.get('retry-after')).toBe('2')
})
