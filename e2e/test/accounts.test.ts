import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { getMe, getJwks, getSong, login, logout, refresh, register, setSubscription, updateMe } from '@segue/contracts'
import { expect, test } from 'vitest'
import { ask } from '../src/ask.ts'
import { cookiesOf } from '../src/cookies-of.ts'
import { administrator, clientOf, newArtist, newListener, publicUrl, signIn } from '../src/people.ts'
import { publishSong } from '../src/publish-song.ts'
import { refusalOf } from '../src/refusal-of.ts'

const anonymous = () => clientOf()
const newAccount = () => ({ email: `${randomUUID()}@e2e.segue.example`, password: `${randomUUID()} & more`, display_name: 'Nina Newcomer' })
const openAccount = () => anonymous().call(register, { body: newAccount() })
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const partsOf = (token: string): [string, string, string] => {
  const [header = '', claims = '', signature = ''] = token.split('.')
  return [header, claims, signature]
}
const readPart = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())

test('an account opens with a profile, a plan and a session, and every later answer says the same', async () => {
  const body = { ...newAccount(), country: 'PT' }
  const session = await anonymous().call(register, { body })
  expect(session).toMatchObject({
    user: { email: body.email, display_name: 'Nina Newcomer', country: 'PT', plan: 'free', role: 'listener' },
    expires_in: 900,
  })
  expect(session.refresh_token).toEqual(expect.any(String))
  expect(JSON.stringify(session)).not.toContain(body.password)
  expect(await clientOf(session.access_token).call(getMe)).toEqual(session.user)
  expect((await anonymous().call(login, { body: { email: body.email, password: body.password } })).user).toEqual(session.user)
  expect((await anonymous().call(login, { body: { email: body.email.toUpperCase(), password: body.password } })).user.id).toBe(
    session.user.id,
  )
})

test('an e-mail address has one account, however it is written and however many try at once', async () => {
  const body = newAccount()
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => anonymous().call(register, { body })))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await refusalOf(anonymous().call(register, { body: { ...body, email: body.email.toUpperCase() } }))).toMatchObject({
    status: 409,
    code: 'email_taken',
  })
})

test('registering refuses what is malformed, too short or too common, and says which field', async () => {
  const good = newAccount()
  const bad: readonly (readonly [Record<string, unknown>, number, string, string])[] = [
    [{ ...good, password: 'seven77' }, 400, 'invalid_request', '/password'],
    [{ ...good, password: 'x'.repeat(257) }, 400, 'invalid_request', '/password'],
    [{ ...good, password: 12_345_678 }, 400, 'invalid_request', '/password'],
    [{ ...good, email: 'nobody' }, 400, 'invalid_request', '/email'],
    [{ ...good, email: `a@${'x'.repeat(260)}.example` }, 400, 'invalid_request', '/email'],
    [{ ...good, display_name: '' }, 400, 'invalid_request', '/display_name'],
    [{ ...good, display_name: ' \t ' }, 400, 'invalid_request', '/display_name'],
    [{ ...good, display_name: 'a\u0000b' }, 400, 'invalid_request', '/display_name'],
    [{ ...good, country: 'pt' }, 400, 'invalid_request', '/country'],
    [{ ...good, session: 'forever' }, 400, 'invalid_request', '/session'],
    [{ ...good, role: 'administrator' }, 400, 'invalid_request', '/role'],
    [{ ...good, plan: 'premium' }, 400, 'invalid_request', '/plan'],
    [{ email: good.email, password: good.password }, 400, 'invalid_request', '/display_name'],
  ]
  for (const [body, status, code, path] of bad) {
    const answer = await ask('POST', '/v1/auth/register', { body })
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.path], JSON.stringify(body)).toEqual([status, code, path])
  }
  for (const password of ['password', '12345678', 'password123']) {
    expect(await refusalOf(anonymous().call(register, { body: { ...good, password } }))).toMatchObject({
      status: 422,
      code: 'password_too_common',
    })
  }
})

test('a wrong password and an unknown address get the same answer', async () => {
  const { email } = await newListener()
  const wrong = await ask('POST', '/v1/auth/login', { body: { email, password: 'not this one' } })
  const unknown = await ask('POST', '/v1/auth/login', { body: { email: `${randomUUID()}@e2e.segue.example`, password: 'not this one' } })
  expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials'])
  expect({ ...unknown.body, request_id: '' }).toEqual({ ...wrong.body, request_id: '' })
})

test('guessing a password is throttled with the time until the next attempt, and others sign in meanwhile', async () => {
  const { email, password } = await newListener()
  const answers = []
  for (let attempt = 0; attempt < 12; attempt++)
    answers.push(await ask('POST', '/v1/auth/login', { body: { email, password: `guess ${attempt}` } }))
  const throttled = answers.at(-1)
  expect(answers[0]?.status).toBe(401)
  expect([throttled?.status, throttled?.body.code]).toEqual([429, 'rate_limited'])
  expect(Number(throttled?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(Number(throttled?.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(throttled?.headers.get('ratelimit-remaining')).toBe('0')
  expect(
    (await ask('POST', '/v1/auth/login', { body: { email, password } })).status,
    'nor does the right password tell that it is right',
  ).toBe(429)
  await signIn(await newListener())
})

test('a refresh token is traded once; for a moment its predecessor gives a sibling; any other second use ends the family', async () => {
  const first = await openAccount()
  const trade = (refresh_token = '') => anonymous().call(refresh, { body: { refresh_token } })
  const second = await trade(first.refresh_token)
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect(await clientOf(second.access_token).call(getMe)).toMatchObject({ id: first.user.id })

  const sibling = await trade(first.refresh_token)
  expect(new Set([first.refresh_token, second.refresh_token, sibling.refresh_token]).size).toBe(3)

  const third = await trade(second.refresh_token)
  expect(await refusalOf(trade(first.refresh_token))).toMatchObject({ status: 401, code: 'invalid_refresh_token' })
  for (const { refresh_token } of [second, sibling, third])
    expect(await refusalOf(trade(refresh_token))).toMatchObject({ status: 401, code: 'invalid_refresh_token' })

  for (const nonsense of ['x', 'A'.repeat(64), `${first.refresh_token}A`])
    expect(await refusalOf(trade(nonsense))).toMatchObject({ status: 401, code: 'invalid_refresh_token' })
  expect(await refusalOf(anonymous().call(refresh, { body: {} }))).toMatchObject({ status: 401, code: 'invalid_refresh_token' })
})

test('two tabs that refresh at the same moment both stay signed in', async () => {
  const { refresh_token = '' } = await openAccount()
  const tabs = await Promise.all([1, 2].map(() => anonymous().call(refresh, { body: { refresh_token } })))
  expect(tabs[0]?.refresh_token).not.toBe(tabs[1]?.refresh_token)
})

test('signing out ends the family, and signing out again is no error', async () => {
  const { refresh_token = '' } = await openAccount()
  const next = await anonymous().call(refresh, { body: { refresh_token } })
  await anonymous().call(logout, { body: { refresh_token } })
  expect(await refusalOf(anonymous().call(refresh, { body: { refresh_token: next.refresh_token ?? '' } }))).toMatchObject({
    status: 401,
    code: 'invalid_refresh_token',
  })
  await anonymous().call(logout, { body: { refresh_token } })
  await anonymous().call(logout, { body: { refresh_token: 'never one of yours' } })
})

test('a browser keeps its session in a cookie that no script reads and no other page can use', async () => {
  const origin = publicUrl()
  const post = (path: string, headers: Record<string, string>, body: unknown = {}) => ask('POST', `/v1/auth/${path}`, { headers, body })
  const account = { ...newAccount(), session: 'cookie' }
  for (const headers of [{}, { origin: 'http://evil.example' }, { origin: 'null' }, { origin: `${origin}.evil.example` }]) {
    const answer = await post('register', headers, account)
    expect([answer.status, answer.body.code], JSON.stringify(headers)).toEqual([403, 'origin_not_allowed'])
  }
  const opened = await post('register', { origin }, account)
  expect(opened.status).toBe(201)
  expect(opened.body).not.toHaveProperty('refresh_token')
  expect(opened.headers.get('cache-control')).toBe('no-store')
  const { segue_refresh: cookie } = cookiesOf(opened.headers)
  expect(cookie?.attributes).toMatchObject({ path: '/v1/auth', httponly: '', samesite: 'Strict', priority: 'High' })
  expect(Number(cookie?.attributes['max-age'])).toBeGreaterThan(86_400)
  expect('secure' in (cookie?.attributes ?? {})).toBe(origin.startsWith('https:'))
  expect(cookie?.attributes).not.toHaveProperty('domain')

  const held = { cookie: `segue_refresh=${cookie?.value}` }
  for (const path of ['refresh', 'logout']) {
    for (const headers of [held, { ...held, origin: 'http://evil.example' }]) {
      const answer = await post(path, headers)
      expect([answer.status, answer.body.code]).toEqual([403, 'origin_not_allowed'])
    }
  }
  const refreshed = await post('refresh', { ...held, origin })
  expect(refreshed.status).toBe(200)
  expect(refreshed.body).not.toHaveProperty('refresh_token')
  const next = cookiesOf(refreshed.headers)['segue_refresh']
  expect(next?.value).not.toBe(cookie?.value)

  const left = await post('logout', { cookie: `segue_refresh=${next?.value}`, origin })
  expect(left.status).toBe(204)
  expect(cookiesOf(left.headers)['segue_refresh']).toMatchObject({ value: '', attributes: { 'max-age': '0', path: '/v1/auth' } })
  expect((await post('refresh', { cookie: `segue_refresh=${next?.value}`, origin })).status).toBe(401)
})

test('a person changes profile and preferences, one field leaves the others alone, and nothing else can be changed', async () => {
  const { client, token } = await newListener('Old Name')
  const changed = await client.call(updateMe, {
    body: { display_name: 'New Name', country: 'BR', language: 'pt-BR', preferences: { explicit_filter: true } },
  })
  expect(changed).toMatchObject({
    display_name: 'New Name',
    country: 'BR',
    language: 'pt-BR',
    preferences: { explicit_filter: true, private_session: false },
  })
  expect(await client.call(updateMe, { body: { country: null } })).toMatchObject({
    display_name: 'New Name',
    country: null,
    preferences: { explicit_filter: true },
  })
  expect(await client.call(updateMe, { body: { preferences: { private_session: true } } })).toMatchObject({
    preferences: { explicit_filter: true, private_session: true },
  })
  expect(await client.call(getMe)).toMatchObject({ display_name: 'New Name', country: null, language: 'pt-BR' })
  const bad: readonly unknown[] = [
    { display_name: 7 },
    { display_name: null },
    { email: 'other@segue.example' },
    { plan: 'premium' },
    { role: 'administrator' },
    { id: randomUUID() },
    { preferences: { max_bitrate_kbps: 96 } },
    { preferences: { explicit_filter: 'yes' } },
    { preferences: { loud: true } },
    { country: 'Brasil' },
    { language: 'Portuguese' },
    [],
    'text',
    null,
  ]
  for (const body of bad)
    expect((await ask('PATCH', '/v1/users/me', { token, body: JSON.stringify(body) })).status, JSON.stringify(body)).toBe(400)
  expect(await client.call(getMe)).toMatchObject({ display_name: 'New Name', plan: 'free', role: 'listener' })
})

test('anyone can verify tokens by the published keys, which hold nothing private', async () => {
  const { keys } = await anonymous().call(getJwks)
  const { access_token } = await openAccount()
  const [header] = partsOf(access_token)
  const { kid, alg } = readPart(header)
  expect(alg).toBe('ES256')
  const used = keys.find((key) => key['kid'] === kid)
  expect(used).toMatchObject({ kty: 'EC', crv: 'P-256' })
  for (const key of keys) for (const secret of ['d', 'p', 'q', 'k']) expect(key).not.toHaveProperty(secret)
})

test('a token that is altered, forged, unsigned, for another installation or not a token at all is 401, on public pages too', async () => {
  const { token } = await newListener()
  const [header, claims, signature] = partsOf(token)
  const { keys } = await anonymous().call(getJwks)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signed = (head: unknown, body: unknown) => {
    const text = `${encode(head)}.${encode(body)}`
    return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  }
  const promoted = { ...readPart(claims), role: 'administrator', plan: 'premium' }
  const asHmac = `${encode({ ...readPart(header), alg: 'HS256' })}.${encode(promoted)}`
  const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  const bad = {
    'claims altered': `${header}.${encode(promoted)}.${signature}`,
    'signature altered': `${header}.${claims}.${flipped}`,
    'signature cut off': `${header}.${claims}.`,
    'alg none': `${encode({ alg: 'none', typ: 'JWT' })}.${encode(promoted)}.`,
    'alg none with a signature': `${encode({ alg: 'none', typ: 'JWT' })}.${encode(promoted)}.${signature}`,
    'public key as HMAC secret': `${asHmac}.${createHmac('sha256', JSON.stringify(keys[0])).update(asHmac).digest('base64url')}`,
    'signed by another key under our id': signed(readPart(header), promoted),
    'signed by another key that it brings along': signed({ alg: 'ES256', jwk: privateKey.export({ format: 'jwk' }) }, promoted),
    'unknown key id': signed({ ...readPart(header), kid: '../../etc/passwd' }, promoted),
    'not a token': 'abc',
    'three dots of nothing': 'a.b.c',
  }
  for (const [what, forged] of Object.entries(bad)) {
    for (const path of ['/v1/users/me', '/v1/songs/trending']) {
      const answer = await ask('GET', path, { token: forged })
      expect([answer.status, answer.body.code], `${what} at ${path}`).toEqual([401, 'unauthenticated'])
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    }
  }
  for (const authorization of ['', 'Bearer', 'Bearer ', `Basic ${btoa('a:b')}`, token, `Bearer ${token} ${token}`]) {
    expect((await ask('GET', '/v1/users/me', { headers: { authorization } })).status, authorization).toBe(401)
  }
  const expired = readPart(claims)
  expect(Number(expired['exp']) - Number(expired['iat'])).toBe(900)
})

test('an administrator changes a plan; it is in force with the next token, and from the first minute a new listener can play', async () => {
  const artist = await newArtist()
  const { id: song_id } = await publishSong(artist, { title: 'First Minute' })
  const { user, access_token, refresh_token = '' } = await openAccount()
  const max_of = async (token: string) => (await clientOf(token).call(getSong, { params: { song_id } })).stream?.max_bitrate_kbps
  expect(await max_of(access_token)).toBe(128)

  const admin = await administrator()
  expect(await admin.client.call(setSubscription, { params: { user_id: user.id }, body: { plan: 'premium' } })).toEqual({
    user_id: user.id,
    plan: 'premium',
  })
  const refreshed = await anonymous().call(refresh, { body: { refresh_token } })
  expect(refreshed.user.plan).toBe('premium')
  expect(await max_of(refreshed.access_token)).toBe(320)

  await admin.client.call(setSubscription, { params: { user_id: user.id }, body: { plan: 'free' } })
  const downgraded = await anonymous().call(refresh, { body: { refresh_token: refreshed.refresh_token ?? '' } })
  expect(await max_of(downgraded.access_token)).toBe(128)

  expect(
    await refusalOf(clientOf(access_token).call(setSubscription, { params: { user_id: user.id }, body: { plan: 'premium' } })),
  ).toMatchObject({ status: 403, code: 'forbidden' })
  expect(
    await refusalOf(admin.client.call(setSubscription, { params: { user_id: randomUUID() }, body: { plan: 'premium' } })),
  ).toMatchObject({ status: 404, code: 'user_not_found' })
})
