import type { Problem, Session, User } from '@segue/contracts'
import { createTokenVerifier } from '@segue/identity'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, testUser, type TestUser } from './fixture.ts'

let it: TestUser
beforeAll(async () => {
  it = await testUser()
})
afterAll(() => it[Symbol.asyncDispose]())

test('an account is opened, and its owner signed in and announced', async () => {
  const { status, body, headers } = await it.ask<Session>('POST', '/v1/auth/register', {
    body: { email: 'Grace@Example.com', password, display_name: 'Grace', country: 'SE' },
  })
  expect(status).toBe(201)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(body).toMatchObject({ expires_in: 900, refresh_token: expect.stringMatching(/^[\w-]{64}$/) })
  expect(body.user).toMatchObject({
    email: 'Grace@Example.com',
    display_name: 'Grace',
    country: 'SE',
    language: null,
    plan: 'free',
    role: 'listener',
  })

  const me = await it.ask<User>('GET', '/v1/users/me', { token: body.access_token })
  expect(me).toMatchObject({ status: 200, body: body.user })

  const { id: user_id, display_name, country, plan, role, preferences } = body.user
  const events = await it.announced('user.registered', user_id)
  expect(events).toEqual([
    expect.objectContaining({ aggregate_version: 1, data: { user_id, display_name, country, plan, role, preferences } }),
  ])
})

test('the published keys verify what the service signed', async () => {
  const { user_id, token } = await it.register()
  const verify = createTokenVerifier({ jwksUrl: `${it.service.url}/.well-known/jwks.json`, issuer: it.settings.publicUrl })
  expect(await verify(token)).toMatchObject({
    user_id,
    user_version: 1,
    display_name: 'Ada',
    plan: 'free',
    role: 'listener',
    country: null,
  })
  const { body, headers } = await it.ask('GET', '/.well-known/jwks.json')
  expect(headers.get('cache-control')).toBe('public, max-age=300')
  expect(body).toEqual({
    keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: expect.any(String), x: expect.any(String), y: expect.any(String) }],
  })
})

test('an e-mail address has one account, whatever its case', async () => {
  const { email } = await it.register()
  const again = { body: { email: email.toUpperCase(), password, display_name: 'Eve' } }
  expect(await it.ask<Problem>('POST', '/v1/auth/register', again)).toMatchObject({ status: 409, body: { code: 'email_taken' } })
})

test('of ten who open an account with one address at once, one gets it', async () => {
  const request = { body: { email: 'crowd@example.com', password, display_name: 'Crowd' } }
  const answers = await Promise.all(Array.from({ length: 10 }, () => it.ask('POST', '/v1/auth/register', request)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(9)
})

test.for([
  ['short', 400, 'invalid_request'],
  ['x'.repeat(257), 400, 'invalid_request'],
  ['Password123', 422, 'password_too_common'],
  ['aaaaaaaaaaa', 422, 'password_too_common'],
  ['common@example.com', 422, 'password_too_common'],
  ['Segue-2026', 422, 'password_too_common'],
] as const)('the password %s is refused', async ([bad, status, code]) => {
  const answer = await it.ask('POST', '/v1/auth/register', { body: { email: 'common@example.com', password: bad, display_name: 'Eve' } })
  expect(answer).toMatchObject({ status, body: { code } })
})

test.for([
  { email: 'no address' },
  { display_name: ' ' },
  { display_name: 7 },
  { country: 'se' },
  { role: 'administrator' },
  { session: 'forever' },
])('an account with %o is malformed', async (wrong) => {
  const answer = await it.ask('POST', '/v1/auth/register', { body: { email: 'eve@example.com', password, display_name: 'Eve', ...wrong } })
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
})

test('signing in takes the address in any case, with space around it', async () => {
  const { email, user_id } = await it.register()
  const { status, body } = await it.ask<Session>('POST', '/v1/auth/login', { body: { email: ` ${email.toUpperCase()} `, password } })
  expect(status).toBe(200)
  expect(body.user.id).toBe(user_id)
  expect(body.refresh_token).toMatch(/^[\w-]{64}$/)
})

test('my profile changes in what I send, and is announced with a version that grows', async () => {
  const { token, user_id } = await it.register()
  const first = await it.ask<User>(
    'PATCH',
    '/v1/users/me',
    { token, body: { display_name: 'Ada L.', language: 'en-GB', preferences: { max_bitrate_kbps: 128 } } },
  )
  expect(first).toMatchObject({
    status: 200,
    body: {
      display_name: 'Ada L.',
      language: 'en-GB',
      country: null,
      preferences: { explicit_filter: false, max_bitrate_kbps: 128, private_session: false },
    },
  })
  await it.ask('PATCH', '/v1/users/me', { token, body: { country: 'GB' } })
  const unchanged = await it.ask<User>('PATCH', '/v1/users/me', { token, body: { country: 'GB' } })
  expect(unchanged.body).toMatchObject({ country: 'GB' })
  const events = await it.announced('user.updated', user_id)
  expect(events.map(({ aggregate_version, data }) => [aggregate_version, data])).toEqual([
    [
      2,
      expect.objectContaining({
        display_name: 'Ada L.',
        country: null,
        preferences: { explicit_filter: false, max_bitrate_kbps: 128, private_session: false },
      }),
    ],
    [3, expect.objectContaining({ country: 'GB' })],
  ])
})

test.for([{ email: 'new@example.com' }, { plan: 'premium' }, { preferences: { volume: 11 } }, { preferences: { max_bitrate_kbps: 999 } }, { display_name: '' }])(
  'a profile change of %o is malformed',
  async (body) => {
    const { token } = await it.register()
    expect(await it.ask('PATCH', '/v1/users/me', { token, body })).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  },
)

test('a profile change sent twice with one key is made once', async () => {
  const { token, user_id } = await it.register()
  const change = (display_name: string) => it.ask(
    'PATCH',
    '/v1/users/me',
    { token, body: { display_name }, headers: { 'idempotency-key': 'k1' } },
  )
  const first = await change('Countess')
  await it.ask('PATCH', '/v1/users/me', { token, body: { display_name: 'Lovelace' } })
  expect((await change('Countess')).body).toEqual(first.body)
  expect(await change('Other')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
  expect(await it.announced('user.updated', user_id)).toHaveLength(2)
})

test('an unchanged profile is not sent again', async () => {
  const { token } = await it.register()
  const { headers } = await it.ask('GET', '/v1/users/me', { token })
  const etag = headers.get('etag') ?? ''
  expect(headers.get('cache-control')).toBe('private, no-cache')
  expect(await it.ask('GET', '/v1/users/me', { token, headers: { 'if-none-match': etag } })).toMatchObject({ status: 304 })
  await it.ask('PATCH', '/v1/users/me', { token, body: { display_name: 'Ada II' } })
  expect(await it.ask('GET', '/v1/users/me', { token, headers: { 'if-none-match': etag } })).toMatchObject({
    status: 200,
    body: { display_name: 'Ada II' },
  })
})

test.for(['GET /v1/users/me', 'PATCH /v1/users/me', 'GET /v1/users/me/likes', 'GET /v1/users/me/following'])('%s needs a token', async (operation) => {
  const [method = '', path = ''] = operation.split(' ')
  expect(await it.ask(method, path)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
})
