import { randomUUIDv7 } from 'node:crypto'
import type { Session, User } from '@segue/contracts'
import { createTokenVerifier } from '@segue/identity'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { config, startUser } from '../src/index.ts'
import { password, testUser, type TestUser } from './fixture.ts'

const administrator = { adminEmail: 'Root@example.com', adminPassword: 'the first secret' }

let it: TestUser
beforeAll(async () => {
  it = await testUser(administrator)
})
afterAll(() => it[Symbol.asyncDispose]())

const signIn = (email: string, given: string) => it.ask<Session>('POST', '/v1/auth/login', { body: { email, password: given } })
const setPlan = (user_id: string, plan: string, token: string | undefined, headers = {}) =>
  it.ask('PUT', `/v1/users/${user_id}/subscription`, { body: { plan }, headers, ...(token === undefined ? {} : { token }) })
/** The service starts once more on the same database. */
async function startAgain(overrides: object): Promise<void> {
  await using again = await startUser({ ...it.settings, ...overrides })
  expect(await again.readiness()).toMatchObject({ ready: true })
}

test('an administrator exists after the start, and a second start changes nothing', async () => {
  await startAgain({})
  const { status, body } = await signIn('root@example.com', 'the first secret')
  expect(status).toBe(200)
  expect(body.user).toMatchObject({ email: 'Root@example.com', role: 'administrator' })
  expect(await it.announced('user.updated', body.user.id)).toEqual([])
})

test('a listener named as administrator is promoted, with the password given, and their old sessions are over', async () => {
  const { email, user_id, refresh_token } = await it.register()
  await startAgain({ adminEmail: email, adminPassword: 'a better secret' })
  expect(await signIn(email, password)).toMatchObject({ status: 401 })
  expect(await signIn(email, 'a better secret')).toMatchObject({ status: 200, body: { user: { id: user_id, role: 'administrator' } } })
  expect(await it.ask('POST', '/v1/auth/refresh', { body: { refresh_token } })).toMatchObject({ status: 401 })
  expect(await it.announced('user.updated', user_id)).toMatchObject([{ aggregate_version: 2, data: { role: 'administrator' } }])
})

test('two processes that start together make one administrator', async () => {
  const both = { adminEmail: 'twins@example.com', adminPassword: 'a shared secret' }
  await Promise.all([startAgain(both), startAgain(both)])
  expect(await signIn('twins@example.com', 'a shared secret')).toMatchObject({ status: 200, body: { user: { role: 'administrator' } } })
})

test.for([
  [{ SEGUE_ADMIN_EMAIL: 'root@example.com' }, 'SEGUE_ADMIN_PASSWORD is missing'],
  [{ SEGUE_ADMIN_PASSWORD: 'the first secret' }, 'SEGUE_ADMIN_EMAIL is missing'],
  [{ SEGUE_ADMIN_EMAIL: 'root', SEGUE_ADMIN_PASSWORD: 'short' }, /SEGUE_ADMIN_EMAIL[^]*SEGUE_ADMIN_PASSWORD/],
  [{ USER_SIGNING_KEY_FILES: '/dev/null' }, 'USER_SIGNING_KEY_FILES: /dev/null holds no ECDSA P-256 private key'],
] as const)('a start with %o says what is wrong', async ([environment, message]) => {
  const { databaseUrl, busUrl, signingKeyFiles } = it.settings
  const given = {
    USER_PORT: '0',
    USER_DATABASE_URL: databaseUrl,
    SEGUE_BUS_URL: busUrl,
    USER_SIGNING_KEY_FILES: signingKeyFiles,
    ...environment,
  }
  await expect((async () => startUser(config.load(given)))()).rejects.toThrow(message)
})

test('a plan changes by an administrator and is in the next token', async () => {
  const root = await signIn('root@example.com', 'the first secret')
  const { user_id, refresh_token, token } = await it.register()
  const set = () => setPlan(user_id, 'premium', root.body.access_token)
  expect(await set()).toMatchObject({ status: 200, body: { user_id, plan: 'premium' } })
  expect(await set()).toMatchObject({ status: 200, body: { user_id, plan: 'premium' } })
  expect(await it.announced('user.updated', user_id)).toMatchObject([{ aggregate_version: 2, data: { plan: 'premium' } }])

  expect((await it.ask<User>('GET', '/v1/users/me', { token })).body.plan).toBe('premium')
  const { body } = await it.ask<Session>('POST', '/v1/auth/refresh', { body: { refresh_token } })
  const verify = createTokenVerifier({ jwksUrl: `${it.service.url}/.well-known/jwks.json`, issuer: it.settings.publicUrl })
  expect(await verify(body.access_token)).toMatchObject({ plan: 'premium', user_version: 2 })
  expect(await verify(token)).toMatchObject({ plan: 'free', user_version: 1 })
})

test('a plan is no business of listeners and strangers', async () => {
  const { user_id, token } = await it.register()
  expect(await setPlan(user_id, 'premium', token)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(await setPlan(user_id, 'premium', undefined)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
})

test('a plan of nobody, or of another name, is refused', async () => {
  const { body: { access_token } } = await signIn('root@example.com', 'the first secret')
  expect(await setPlan(randomUUIDv7(), 'premium', access_token)).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
  expect(await setPlan(randomUUIDv7(), 'gold', access_token)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
  expect(await setPlan('me', 'premium', access_token)).toMatchObject({ status: 400, body: { code: 'invalid_request' } })
})
