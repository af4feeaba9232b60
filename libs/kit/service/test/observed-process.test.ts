import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startCollector } from '@segue/service/testing'
import { expect, test, vi } from 'vitest'

/** The service of `observed-process.ts` as a process of its own, with what it says. */
async function startObserved(env: Readonly<Record<string, string>>) {
  const entry = fileURLToPath(new URL('observed-process.ts', import.meta.url))
  const child = spawn(process.execPath, [entry], { env: { ...process.env, SEGUE_RELEASE: '7.7.7', ...env }, stdio: ['ignore', 'pipe', 'ignore'] })
  const lines: Record<string, unknown>[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)))
  const ended = once(child, 'exit')
  const said = () => vi.waitFor(() => lines.find((line) => 'internal_url' in line) ?? Promise.reject(new Error('not yet')), { timeout: 20_000 })
  const { url, internal_url } = await said()
  return { url: String(url), internalUrl: String(internal_url), lines, child, ended, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

test('a fault is one line that leads to its request, its trace and its release', async () => {
  await using collector = await startCollector()
  using it = await startObserved({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await fetch(`${it.url}/v1/fault`, { method: 'POST', headers: { traceparent, 'x-request-id': 'request-1' } })
  const line = await vi.waitFor(() => it.lines.find(({ msg }) => msg === 'fault') ?? Promise.reject(new Error('not yet')), { timeout: 10_000 })
  expect(line).toMatchObject({ service: 'observed', operation: 'fault', request_id: 'request-1', trace_id: '0af7651916cd43dd8448eb211c80319c', release: '7.7.7' })
  expect(line['group']).toMatch(/^RangeError at .*observed-process\.ts/)
  expect(JSON.stringify(line)).toContain('observed-process.ts:')
  it.child.kill('SIGTERM')
  expect(await it.ended).toEqual([0, null])
  expect(collector.spans).toMatchObject([{ service: 'observed', name: 'fault', failed: true }])
})

test('a rejection that nobody handles is told as a fault of the process, and ends it', async () => {
  using it = await startObserved({})
  await fetch(`${it.url}/v1/reject`, { method: 'POST' }).catch(() => null)
  expect(await it.ended).toEqual([1, null])
  expect(it.lines.find(({ msg }) => msg === 'fault')).toMatchObject({ operation: 'process', release: '7.7.7' })
})

test('a process that was told to end says so and goes on answering for as long as it was set', async () => {
  using it = await startObserved({ SEGUE_DRAIN_MS: '4000' })
  expect((await fetch(`${it.internalUrl}/health/ready`)).status).toBe(200)
  const told_at = performance.now()
  it.child.kill('SIGTERM')
  await vi.waitFor(async () => expect((await fetch(`${it.internalUrl}/health/ready`)).status).toBe(503), { timeout: 3_500 })
  expect((await fetch(`${it.url}/health/live`)).status).toBe(200)
  expect(await it.ended).toEqual([0, null])
  expect(performance.now() - told_at).toBeGreaterThan(3_900)
})
