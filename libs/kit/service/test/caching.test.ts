import { randomUUIDv7 } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { echoService, type EchoService } from './echo-service.ts'

let it: EchoService
beforeAll(async () => {
  it = await echoService()
})
afterAll(() => it[Symbol.asyncDispose]())

const thing = `/v1/things/${randomUUIDv7()}`

test('what anybody may read is public and revalidated by its bytes', async () => {
  const { headers } = await it.ask('GET', thing)
  const etag = headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[\w-]+"$/)
  expect(headers.get('cache-control')).toBe('public, no-cache')
  expect(headers.get('vary')).toBe('Authorization')
  const unchanged = await it.ask('GET', thing, { headers: { 'if-none-match': etag } })
  expect(unchanged).toMatchObject({ status: 304, text: '' })
  expect(unchanged.headers.get('etag')).toBe(etag)
  expect(unchanged.headers.get('cache-control')).toBe('public, no-cache')
  expect((await it.ask('GET', `/v1/things/${randomUUIDv7()}`)).headers.get('etag')).not.toBe(etag)
})

test.for([['W/"v1"', 304], ['"v0", "v1"', 304], ['*', 304], ['"v0"', 200], ['v1', 200]] as const)('If-None-Match %s against "v1" is %i', async ([given, status]) => {
  expect(await it.ask('GET', `${thing}?etag=v1`, { headers: { 'if-none-match': given } })).toMatchObject({ status })
})

test('an answer to a token is private, and kept only where its handler gave it a version', async () => {
  const { headers } = await it.identity.token()
  const plain = await it.ask('GET', thing, { headers })
  expect([
    plain.headers.get('cache-control'),
    plain.headers.get('etag'),
    plain.headers.get('vary'),
  ]).toEqual(['private, no-store', null, 'Authorization'])
  const versioned = await it.ask('GET', `${thing}?etag=v1`, { headers })
  expect([versioned.headers.get('cache-control'), versioned.headers.get('etag')]).toEqual(['private, no-cache', '"v1"'])
  expect(await it.ask('GET', `${thing}?etag=v1`, { headers: { ...headers, 'if-none-match': '"v1"' } })).toMatchObject({
    status: 304,
    text: '',
  })
})

test('a refusal is never kept, whatever is asked to match', async () => {
  const { status, headers } = await it.ask('GET', '/v1/things/42', { headers: { 'if-none-match': '*' } })
  expect([status, headers.get('cache-control'), headers.get('etag')]).toEqual([400, 'no-store', null])
})
