import type { Session } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, testUser, type TestUser } from './fixture.ts'

let it: TestUser
beforeAll(async () => {
  it = await testUser()
})
afterAll(() => it[Symbol.asyncDispose]())

const origin = { origin: 'http://localhost:4000' }
let opened = 0
const open = (headers: Readonly<Record<string, string>> = origin, on = it) =>
  on.ask<Session>(
    'POST',
    '/v1/auth/register',
    { body: { email: `web${++opened}@example.com`, password, display_name: 'Web', session: 'cookie' }, headers },
  )
const cookieOf = (headers: Headers): string => headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''

test('a cookie session keeps the refresh token where no script reads it', async () => {
  const { status, body, headers } = await open()
  expect(status).toBe(201)
  expect(body.refresh_token).toBeUndefined()
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^segue_refresh=[\w-]{64}; Max-Age=2592000; Path=\/v1\/auth; HttpOnly; Priority=High; SameSite=Strict$/),
  ])
})

test('under https the cookie is Secure', async () => {
  await using secure = await testUser({ publicUrl: 'https://segue.example' })
  const { headers } = await open({ origin: 'https://segue.example' }, secure)
  expect(headers.getSetCookie()[0]).toMatch(/; HttpOnly; Secure; /)
})

test('the web app refreshes and signs out by its cookie', async () => {
  const first = await open()
  const second = await it.ask<Session>('POST', '/v1/auth/refresh', { body: {}, headers: { ...origin, cookie: cookieOf(first.headers) } })
  expect(second.status).toBe(200)
  expect(second.body.refresh_token).toBeUndefined()
  expect(cookieOf(second.headers)).not.toBe(cookieOf(first.headers))

  const out = await it.ask('POST', '/v1/auth/logout', { body: {}, headers: { ...origin, cookie: cookieOf(second.headers) } })
  expect(out.status).toBe(204)
  expect(out.headers.getSetCookie()).toEqual(['segue_refresh=; Max-Age=0; Path=/v1/auth; HttpOnly; Priority=High; SameSite=Strict'])
  const after = await it.ask('POST', '/v1/auth/refresh', { body: {}, headers: { ...origin, cookie: cookieOf(second.headers) } })
  expect(after).toMatchObject({ status: 401, body: { code: 'invalid_refresh_token' } })
})

test('a token in the body comes before the cookie, and its answer is in the body', async () => {
  const { refresh_token, user_id } = await it.register()
  const web = await open()
  const { body, headers } = await it.ask<Session>(
    'POST',
    '/v1/auth/refresh',
    { body: { refresh_token }, headers: { cookie: cookieOf(web.headers) } },
  )
  expect(body).toMatchObject({ user: { id: user_id }, refresh_token: expect.any(String) })
  expect(headers.getSetCookie()).toEqual([])
})

test('without a token anywhere there is no session to refresh', async () => {
  expect(await it.ask('POST', '/v1/auth/refresh', { body: {} })).toMatchObject({ status: 401, body: { code: 'invalid_refresh_token' } })
  expect(await it.ask('POST', '/v1/auth/logout', { body: {} })).toMatchObject({ status: 204 })
})

test.for([
  { origin: 'http://evil.example' },
  { origin: 'http://localhost:4001' },
  { origin: 'null' },
  { origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'same-site' },
  {},
] as Readonly<Record<string, string>>[])('a cookie session is refused to a page with %o', async (headers) => {
  const { headers: answered } = await open()
  const login = { email: 'web1@example.com', password, session: 'cookie' }
  const cookie = cookieOf(answered)
  const refusal = { status: 403, body: { code: 'origin_not_allowed' } }
  expect(await open(headers)).toMatchObject(refusal)
  expect(await it.ask('POST', '/v1/auth/login', { body: login, headers })).toMatchObject(refusal)
  expect(await it.ask('POST', '/v1/auth/logout', { body: {}, headers: { ...headers, cookie } })).toMatchObject(refusal)
  expect(await it.ask('POST', '/v1/auth/refresh', { body: {}, headers: { ...headers, cookie } })).toMatchObject(refusal)
  expect(await it.ask('POST', '/v1/auth/refresh', { body: {}, headers: { ...origin, cookie } })).toMatchObject({ status: 200 })
})

test('a browser that leaves Origin out may say that the page is the same', async () => {
  const { headers } = await open({ 'sec-fetch-site': 'same-origin' })
  const { status } = await it.ask(
    'POST',
    '/v1/auth/refresh',
    { body: {}, headers: { 'sec-fetch-site': 'same-origin', cookie: cookieOf(headers) } },
  )
  expect(status).toBe(200)
})
