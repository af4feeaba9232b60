import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { processesOf, runStack, type StackRun } from './run-stack.ts'

const patience = { timeout: 30_000, interval: 200 }
const account = { email: 'anna@stack.segue.example', password: 'the first of all accounts' }
let folder: string
let first: StackRun
const runs: StackRun[] = []
const start = async (settings: NodeJS.ProcessEnv = {}) => {
  const run = await runStack(folder, settings)
  runs.push(run)
  return run
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-stack-'))
  first = await start()
  await first.ready_s
}, 400_000)
afterAll(async () => {
  for (const { child, ended } of runs) {
    child.kill('SIGTERM')
    await ended
  }
  await rm(folder, { recursive: true, force: true })
}, 60_000)

const post = (run: StackRun, path: string, body: unknown) =>
  fetch(run.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

test('every service is up behind one door, and a second start on the folder is refused', { timeout: 120_000 }, async () => {
  expect(first.said()).toContain(`Segue is ready at ${first.url}\n`)
  const services = ['user', 'catalog', 'playlist', 'search', 'playback-auth', 'transcoder', 'edge']
  const up = { status: 'up', services: Object.fromEntries(services.map((name) => [name, 'up'])) }
  // On a busy machine one may be late for a moment.
  const status = async () => (await fetch(`${first.url}/v1/status`)).json()
  await vi.waitFor(async () => expect(await status()).toEqual(up), patience)

  const second = await start()
  expect(await second.ended).toBe(1)
  expect(second.said().trim().split('\n').at(-1)).toBe(`${folder} is already in use`)
  expect((await fetch(`${first.url}/v1/status`)).status).toBe(200)
})

test('killed and started again, it stops what was left, knows its accounts, leaves nothing on SIGTERM', { timeout: 400_000 }, async () => {
  expect((await post(first, '/v1/auth/register', { ...account, display_name: 'Anna' })).status).toBe(201)
  first.child.kill('SIGKILL')
  await first.ended
  expect((await processesOf(folder)).length).toBeGreaterThan(8)

  const again = await start()
  expect(await again.ready_s).toBeLessThan(90)
  expect(again.said()).toMatch(/Stopped what a killed start left running: .*catalog-1/)
  expect((await post(again, '/v1/auth/login', account)).status).toBe(200)

  const asked_ms = performance.now()
  again.child.kill('SIGTERM')
  expect(await again.ended).toBe(0)
  expect(performance.now() - asked_ms).toBeLessThan(30_000)
  await vi.waitFor(async () => expect(await processesOf(folder)).toEqual([]), patience)
})

test('a port that somebody else has is told with its setting, and nothing stays', { timeout: 120_000 }, async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const run = await start({ SEGUE_MEDIA_PORT: String(port) })
  expect(await run.ended).toBe(1)
  other.close()
  const sentence = `Port ${port} is taken by another program: stop that, or choose another with SEGUE_MEDIA_PORT.`
  expect(run.said().trim().split('\n').at(-1)).toBe(sentence)
  await vi.waitFor(async () => expect(await processesOf(folder)).toEqual([]), patience)
})
