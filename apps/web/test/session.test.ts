import { getMe } from '@segue/contracts'
import { beforeEach, expect, test, vi } from 'vitest'
import { createSession } from '../src/session/session.ts'
import { apiServer, problem, type Asked, type Given } from './api-server.ts'
import { stubStorage } from './browser-storage.ts'

const visitor = 'segue.visitor'
let storage: Storage
beforeEach(() => {
  storage = stubStorage()
  return () => vi.unstubAllGlobals()
})

/** Every refresh gives the next token; a token is good until `ends` names it. */
function accounts({ expires_in = 900, ended = new Set<string>() } = {}) {
  let given = 0
  return ({ path, headers }: Asked): Given => {
    if (path === '/v1/users/me') return ended.has(String(headers.authorization)) ? problem(401, 'unauthenticated') : { status: 200, body: { id: 'user-1' } }
    if (path === '/v1/auth/logout') return { status: 204 }
    return { status: 200, body: { user: { id: 'user-1' }, access_token: `token-${++given}`, expires_in } }
  }
}

const refreshes = (asked: readonly Asked[]) => asked.filter(({ path }) => path === '/v1/auth/refresh').length

test('a first visit asks nothing, a later one takes up its session', async () => {
  await using api = await apiServer(accounts())
  const first = createSession({ url: api.url, tabs: new EventTarget() })
  await first.open()
  expect(first.state.get().status).toBe('signed_out')
  expect(api.asked).toEqual([])
  await first.signIn({ email: 'lena@example.com', password: 'a quiet afternoon' })
  const later = createSession({ url: api.url, tabs: new EventTarget() })
  await later.open()
  expect(later.state.get()).toEqual({ status: 'signed_in', user: { id: 'user-1' } })
  expect(refreshes(api.asked)).toBe(1)
})

test('a token that ends soon is traded once, however many calls are under way', async () => {
  await using api = await apiServer(accounts({ expires_in: 30 }))
  storage.setItem(visitor, 'user-1')
  const session = createSession({ url: api.url, tabs: new EventTarget() })
  await session.open()
  await Promise.all(Array.from({ length: 8 }, () => session.client.call(getMe)))
  expect(refreshes(api.asked)).toBe(2)
  const tokens = api.asked.filter(({ path }) => path === '/v1/users/me').map(({ headers }) => headers.authorization)
  expect(new Set(tokens)).toEqual(new Set(['Bearer token-2']))
})

test('a token that was refused is traded and the calls are made again, once', async () => {
  await using api = await apiServer(accounts({ ended: new Set(['Bearer token-1']) }))
  storage.setItem(visitor, 'user-1')
  const session = createSession({ url: api.url, tabs: new EventTarget() })
  await session.open()
  await Promise.all([session.client.call(getMe), session.client.call(getMe), session.client.call(getMe)])
  expect(refreshes(api.asked)).toBe(2)
})

test('a call that is refused with a new token too is refused for good', async () => {
  await using api = await apiServer(accounts({ ended: new Set(['Bearer token-1', 'Bearer token-2']) }))
  storage.setItem(visitor, 'user-1')
  const session = createSession({ url: api.url, tabs: new EventTarget() })
  await session.open()
  await expect(session.client.call(getMe)).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(api.asked.filter(({ path }) => path === '/v1/users/me')).toHaveLength(2)
})

test('a server that can not be reached does not sign anybody out', async () => {
  let isDown = true
  const answer = accounts()
  await using api = await apiServer((asked) => (isDown ? problem(503, 'unavailable') : answer(asked)))
  storage.setItem(visitor, 'user-1')
  const session = createSession({ url: api.url, tabs: new EventTarget() })
  const opened = session.open()
  await vi.waitFor(() => expect(refreshes(api.asked)).toBe(1), { timeout: 10_000 })
  expect(session.state.get().status).toBe('opening')
  isDown = false
  await opened
  expect(session.state.get().status).toBe('signed_in')
})

test('a cookie that holds no longer is a visitor', async () => {
  await using api = await apiServer(() => problem(401, 'invalid_refresh_token'))
  storage.setItem(visitor, 'user-1')
  const session = createSession({ url: api.url, tabs: new EventTarget() })
  await session.open()
  expect(session.state.get().status).toBe('signed_out')
  expect(storage.getItem(visitor)).toBe(null)
})

test('what another tab does counts here as well', async () => {
  await using api = await apiServer(accounts())
  const tabs = new EventTarget()
  const session = createSession({ url: api.url, tabs })
  await session.open()
  tabs.dispatchEvent(Object.assign(new Event('storage'), { key: visitor, newValue: 'user-1' }))
  await vi.waitFor(() => expect(session.state.get().status).toBe('signed_in'), { timeout: 10_000 })
  tabs.dispatchEvent(Object.assign(new Event('storage'), { key: visitor, newValue: null }))
  expect(session.state.get().status).toBe('signed_out')
})

test('who signs out is out at once, and the server is told', async () => {
  await using api = await apiServer(accounts())
  const session = createSession({ url: api.url, tabs: new EventTarget() })
  await session.register({ email: 'lena@example.com', password: 'a quiet afternoon', display_name: 'Lena' })
  const leaving = session.signOut()
  expect(session.state.get().status).toBe('signed_out')
  await leaving
  expect(api.asked.at(-1)?.path).toBe('/v1/auth/logout')
})
