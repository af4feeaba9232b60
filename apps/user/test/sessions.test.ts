import type { Session } from '@segue/contracts'
import { openDatabase } from '@segue/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tables } from '../src/db/tables.ts'
import { sweep } from '../src/housekeeping.ts'
import { password, testUser, type TestUser } from './fixture.ts'

const SECOND_MS = 1_000
const DAY_MS = 86_400_000
const refused = { status: 401, body: { code: 'invalid_refresh_token' } }

let it: TestUser
beforeAll(async () => {
  it = await testUser()
})
afterAll(() => it[Symbol.asyncDispose]())

const refresh = (refresh_token: string) => it.ask<Session>('POST', '/v1/auth/refresh', { body: { refresh_token } })
async function traded(refresh_token: string): Promise<string> {
  const { status, body } = await refresh(refresh_token)
  expect(status).toBe(200)
  return body.refresh_token ?? ''
}

test('a refresh token is traded for a new pair that works', async () => {
  const { refresh_token, user_id } = await it.register()
  const { status, body, headers } = await refresh(refresh_token)
  expect(status).toBe(200)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(body).toMatchObject({ user: { id: user_id }, expires_in: 900 })
  expect(body.refresh_token).not.toBe(refresh_token)
  expect(await it.ask('GET', '/v1/users/me', { token: body.access_token })).toMatchObject({ status: 200 })
  await traded(body.refresh_token ?? '')
})

test('a token that was traded gives a sibling for 20 s, so that two tabs and a lost answer keep their session', async () => {
  const { refresh_token } = await it.register()
  const first = await traded(refresh_token)
  it.putClockForward(19 * SECOND_MS)
  const sibling = await traded(refresh_token)
  expect(sibling).not.toBe(first)
  await traded(first)
  await traded(sibling)
})

test('a token used again after 20 s ends the whole family', async () => {
  const { refresh_token } = await it.register()
  const next = await traded(refresh_token)
  it.putClockForward(21 * SECOND_MS)
  expect(await refresh(refresh_token)).toMatchObject(refused)
  expect(await refresh(next)).toMatchObject(refused)
})

test('a token used again after its successor was used ends the whole family, be it the same second', async () => {
  const { refresh_token } = await it.register()
  const next = await traded(refresh_token)
  const afterNext = await traded(next)
  expect(await refresh(refresh_token)).toMatchObject(refused)
  expect(await refresh(next)).toMatchObject(refused)
  expect(await refresh(afterNext)).toMatchObject(refused)
})

test('the end of one session leaves the others of the user alone', async () => {
  const { refresh_token, email } = await it.register()
  const other = await it.ask<Session>('POST', '/v1/auth/login', { body: { email, password } })
  await traded(await traded(refresh_token))
  expect(await refresh(refresh_token)).toMatchObject(refused)
  await traded(other.body.refresh_token ?? '')
})

test('twenty tabs that refresh at once with one token all go on', async () => {
  const { refresh_token } = await it.register()
  const tokens = await Promise.all(Array.from({ length: 20 }, () => traded(refresh_token)))
  expect(new Set(tokens).size).toBe(20)
  const next = await Promise.all(tokens.map(traded))
  expect(new Set(next).size).toBe(20)
})

test('twenty thieves and owners at once after the grace get nothing, and the session is over', async () => {
  const { refresh_token } = await it.register()
  const next = await traded(refresh_token)
  it.putClockForward(21 * SECOND_MS)
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token)))
  for (const answer of answers) expect(answer).toMatchObject(refused)
  expect(await refresh(next)).toMatchObject(refused)
})

test('a session lives while it is used every 30 days and ends with disuse', async () => {
  const { refresh_token } = await it.register()
  it.putClockForward(29 * DAY_MS)
  const second = await traded(refresh_token)
  it.putClockForward(29 * DAY_MS)
  const third = await traded(second)
  it.putClockForward(31 * DAY_MS)
  expect(await refresh(third)).toMatchObject(refused)
})

test('what has ended is swept away, and what lives stays', async () => {
  const ended = await it.register()
  it.putClockForward(31 * DAY_MS)
  const { refresh_token } = await it.register()
  const live = await traded(refresh_token)
  const now = new Date()
  await using db = openDatabase<Tables>(it.settings.databaseUrl)
  // The clock of this file's service is far ahead by now.
  const { rows: [latest] } = await it.sql.query<{ used_at: Date }>('select max(used_at) as used_at from refresh_families')
  await sweep({ db, now: () => latest?.used_at ?? now })
  const familiesOf = async (user_id: string) => (await it.sql.query('select from refresh_families where user_id = $1', [user_id])).rowCount
  expect(await familiesOf(ended.user_id)).toBe(0)
  await traded(live)
})

test.for(['', 'x', 'x'.repeat(64), 'é'.repeat(64)])('%o is no refresh token', async (refresh_token) => {
  const answer = await it.ask<{ code: string }>('POST', '/v1/auth/refresh', { body: { refresh_token } })
  expect(answer.body.code).toBe(refresh_token === '' ? 'invalid_request' : 'invalid_refresh_token')
})

test('a token that nobody was given ends no session', async () => {
  const { refresh_token } = await it.register()
  const forged = refresh_token.slice(0, -4) + (refresh_token.endsWith('AAAA') ? 'BBBB' : 'AAAA')
  expect(await refresh(forged)).toMatchObject(refused)
  await traded(refresh_token)
})

test('signing out ends the session, and twice is once', async () => {
  const { refresh_token } = await it.register()
  const next = await traded(refresh_token)
  for (const token of [refresh_token, next, 'nonsense']) {
    expect(await it.ask('POST', '/v1/auth/logout', { body: { refresh_token: token } })).toMatchObject({ status: 204, body: null })
  }
  expect(await refresh(next)).toMatchObject(refused)
})

test('no refresh token stands in the database as it was given', async () => {
  const { refresh_token } = await it.register()
  const { rows } = await it.sql.query<{ dump: string }>(`select refresh_tokens::text as dump from refresh_tokens`)
  const secret = Buffer.from(refresh_token, 'base64url')
  for (const { dump } of rows) expect(dump).not.toContain(secret.subarray(16).toString('hex'))
})
