import { getStatus } from '@segue/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import document from '../../docs/api/openapi.json' with { type: 'json' }
import { ask } from '../src/ask.ts'
import { clientOf, newListener, publicUrl } from '../src/people.ts'
import { rawRequest } from '../src/raw-request.ts'
import { openSecondDoor, type SecondDoor } from '../src/second-door.ts'

let door: SecondDoor
beforeAll(async () => {
  door = await openSecondDoor()
})
afterAll(() => door[Symbol.asyncDispose]())

test('the status names each service, and nothing of its inside', async () => {
  const names = ['user', 'catalog', 'playlist', 'search', 'playback-auth', 'transcoder', 'edge']
  const all_up = { status: 'up', services: Object.fromEntries(names.map((name) => [name, 'up'])) }
  // A machine that is busy may answer one probe too late: well is who is well in the end.
  await expect.poll(() => clientOf().call(getStatus)).toEqual(all_up)
})

test('the API describes itself, and people can read it', async () => {
  const { body, headers } = await ask('GET', '/v1/openapi.json')
  expect(body).toEqual(document)
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  for (const path of ['/docs', '/docs/']) {
    const page = await fetch(new URL(path, publicUrl()))
    expect([page.status, page.headers.get('content-type')?.split(';', 1)[0]], path).toEqual([200, 'text/html'])
  }
  const errors = await fetch(new URL('/docs/errors', publicUrl()))
  expect(await errors.text()).toContain('song_not_found')
})

test('every process says that it lives; what operators see stands on another port', async () => {
  expect(await (await fetch(`${publicUrl()}/health/live`)).json()).toEqual({ live: true })
  for (const path of ['/metrics', '/health/ready', '/v1/metrics', '/internal', '/v1/../metrics', '/v1/%2e%2e/metrics']) {
    const { status, body } = await rawRequest(publicUrl(), { target: path })
    expect([403, 404], path).toContain(status)
    expect(String(body)).not.toContain('process_cpu')
  }
})

test('the internal port has readiness by dependency, and metrics that count what was asked', async () => {
  expect(new URL(door.internal_url).hostname).toBe('127.0.0.1')
  const ready = await fetch(`${door.internal_url}/health/ready`)
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { ready: true, services: { gateway: { ready: true, dependencies: { user: 'up', cache: 'up' } } } },
  ])
  expect((await fetch(`${door.internal_url}/health/live`)).status).toBe(200)

  const { token } = await newListener()
  for (let time = 0; time < 3; time++) await fetch(`${door.url}/v1/users/me`, { headers: { authorization: `Bearer ${token}` } })
  const metrics = await fetch(`${door.internal_url}/metrics`)
  const text = await metrics.text()
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(text).toMatch(/^http_request_duration_seconds_count\{.*operation="getMe".*status="200".*\} 3$/m)
  expect(text).toMatch(/^process_cpu_seconds_total/m)
  for (const secret of [token, 'Bearer', '@e2e.segue.example']) expect(text).not.toContain(secret)
})

test('a door whose service is gone says so to everyone, and is itself not ready', async () => {
  await using lost = await openSecondDoor({ GATEWAY_PLAYLIST_URL: 'http://127.0.0.1:9', SEGUE_JWKS_URL: 'http://127.0.0.1:9/jwks.json' })
  const status = await fetch(`${lost.url}/v1/status`)
  expect(await status.json()).toMatchObject({ status: 'degraded', services: { playlist: 'down', catalog: expect.any(String) } })
  const songs = await fetch(`${lost.url}/v1/playlists/01938d0e-7c1a-7000-8000-000000000001`)
  expect(songs.status).toBe(503)
  expect(Number(songs.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await songs.json()).toMatchObject({ code: 'unavailable' })
  const ready = await fetch(`${lost.internal_url}/health/ready`)
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { ready: false, services: { gateway: { ready: false, dependencies: { user: 'down', cache: 'up' } } } },
  ])
})
