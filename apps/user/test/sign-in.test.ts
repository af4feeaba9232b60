import type { Problem, Session } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, testUser, type TestUser } from './fixture.ts'

let it: TestUser
beforeAll(async () => {
  it = await testUser()
})
afterAll(() => it[Symbol.asyncDispose]())

let hosts = 0
/** An address that nobody used yet. */
const someAddress = () => `192.0.2.${++hosts}`
const login = (email: string, given: string, forwarded = someAddress()) =>
  it.ask<Problem & Session>('POST', '/v1/auth/login', { body: { email, password: given }, headers: { 'x-forwarded-for': forwarded } })

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

test('an unknown address and a wrong password get the same answer in the same time', async () => {
  const { email } = await it.register()
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let turn = 0; turn < 5; turn++) {
    for (const [kind, address] of [['known', email], ['unknown', 'nobody@example.com']] as const) {
      const started = performance.now()
      const { status, body } = await login(address, 'not the password')
      times[kind].push(performance.now() - started)
      const { request_id, ...rest } = body
      expect(request_id).toBeTruthy()
      expect([status, rest]).toEqual([
        401,
        {
          type: '/docs/errors#invalid_credentials',
          title: 'E-mail or password is wrong',
          status: 401,
          instance: '/v1/auth/login',
          code: 'invalid_credentials',
        },
      ])
    }
  }
  const ratio = median(times.known) / median(times.unknown)
  expect(ratio).toBeGreaterThan(0.5)
  expect(ratio).toBeLessThan(2)
})

test.for([
  ['that is empty', ''],
  ['with a NUL, which no column holds', 'ada\0@example.com'],
  ['of half a character', '\ud800'],
  ['as long as can be', 'x'.repeat(254)],
] as const)('an address %s belongs to nobody', async ([, address]) => {
  expect(await login(address, password)).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } })
})

test('the same letters typed on another keyboard are the same password', async () => {
  const { email } = await it.register({ password: 'blåbärspaj är gott'.normalize('NFD') })
  expect(await login(email, 'blåbärspaj är gott'.normalize('NFC'))).toMatchObject({ status: 200 })
  expect(await login(email, 'blabarspaj ar gott')).toMatchObject({ status: 401 })
})

test('after ten failures an account waits half a minute there, even for the right password, and goes on elsewhere', async () => {
  const { email } = await it.register()
  const address = someAddress()
  for (let turn = 0; turn < 10; turn++) expect(await login(email, 'a guess', address)).toMatchObject({ status: 401 })
  const { status, body, headers } = await login(email, password, address)
  expect([status, body.code]).toEqual([429, 'rate_limited'])
  const wait_s = Number(headers.get('retry-after'))
  expect(wait_s).toBeGreaterThan(0)
  expect(wait_s).toBeLessThanOrEqual(30)
  expect([
    headers.get('ratelimit-limit'),
    headers.get('ratelimit-remaining'),
    headers.get('ratelimit-reset'),
  ]).toEqual(['10', '0', String(wait_s)])

  expect(await login(email, password)).toMatchObject({ status: 200 })
  expect(await login((await it.register()).email, password, address)).toMatchObject({ status: 200 })
  it.putClockForward(wait_s * 1_000)
  expect(await login(email, password, address)).toMatchObject({ status: 200 })
  expect(await login(email, 'a slip', address)).toMatchObject({ status: 401 })
})

test('what the client claims of its own address in front of the gateway changes nothing', async () => {
  const { email } = await it.register()
  const address = someAddress()
  for (let turn = 0; turn < 10; turn++) await login(email, 'a guess', `10.0.0.${turn}, ${address}`)
  expect(await login(email, password, `10.0.0.99, ${address}`)).toMatchObject({ status: 429 })
})

test('an unknown address is throttled like a known one', async () => {
  const address = someAddress()
  for (let turn = 0; turn < 10; turn++) expect(await login('ghost@example.com', 'a guess', address)).toMatchObject({ status: 401 })
  expect(await login('Ghost@example.com', 'a guess', address)).toMatchObject({ status: 429 })
})

test('a burst of guesses gets hardly more than ten', async () => {
  const { email } = await it.register()
  const address = someAddress()
  const answers = await Promise.all(Array.from({ length: 40 }, () => login(email, 'a guess', address)))
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(12)
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(28)
})

test('one account may sign in from one address over and over', async () => {
  const { email } = await it.register()
  const address = someAddress()
  const answers = await Promise.all(Array.from({ length: 30 }, () => login(email, password, address)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
})

test('more sign-ins at once than may wait are asked to come again, and the service goes on', async () => {
  await using small = await testUser({ hashesWaiting: 2 })
  const { email } = await small.register()
  const signIn = () => small.ask<Problem>('POST', '/v1/auth/login', { body: { email, password } })
  const answers = await Promise.all(Array.from({ length: 20 }, signIn))
  const shed = answers.filter(({ status }) => status === 503)
  expect(shed.length).toBeGreaterThan(0)
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20 - shed.length)
  for (const { body, headers } of shed) expect([body.code, headers.get('retry-after')]).toEqual(['unavailable', '2'])
  expect(await signIn()).toMatchObject({ status: 200 })
})
