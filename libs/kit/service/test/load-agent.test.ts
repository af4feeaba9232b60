import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createServer, serve, startLoadAgent } from '@segue/service'
import { expect, test, vi } from 'vitest'

const ask = (port: number) => text(connect(port, '127.0.0.1'))
const capacity = (line: string) => Number(/^(?:ready )?up (\d+)%\n$/.exec(line)?.[1])
const never = new AbortController().signal
const agent = (report: () => Readonly<Record<string, number>>, draining = never) =>
  startLoadAgent({ service: 'test', host: '127.0.0.1', port: 0, draining, report })

/** Settles to what is told for some seconds, whatever this machine is busy with: `at_most` is a bound from above. */
const settles = (port: number, at_most: number) =>
  vi.waitFor(async () => expect(capacity(await ask(port))).toBeLessThanOrEqual(at_most), { timeout: 20_000, interval: 250 })

test('the answer is one line that a balancer reads, and the connection ends', async () => {
  await using told = await agent(() => ({}))
  expect(await ask(told.port)).toMatch(/^ready up \d{1,3}%\n$/)
})

test('the scarcest of all measures decides, and what is full still gets a little', async () => {
  await using told = await agent(() => ({ streams: 0.2, bandwidth: 5 }))
  await settles(told.port, 1)
  expect(capacity(await ask(told.port))).toBe(1)
})

test('a load that lasts a moment is smoothed away', async () => {
  let streams = 0
  await using told = await agent(() => ({ streams }))
  await pause(500)
  const before = capacity(await ask(told.port))
  streams = 1
  await pause(300)
  streams = 0
  expect(capacity(await ask(told.port))).toBeGreaterThan(before / 2)
})

test('a process whose core is busy asks for less than its idle neighbour', { timeout: 180_000 }, async () => {
  const start = async (load: 'idle' | 'busy') => {
    const child = fork(fileURLToPath(new URL('loaded-process.ts', import.meta.url)), [load])
    const [port] = await once(child, 'message')
    return { port: Number(port), [Symbol.dispose]: () => void child.kill('SIGKILL') }
  }
  using idle = await start('idle')
  using busy = await start('busy')
  await vi.waitFor(async () => {
    const [left, none] = [capacity(await ask(idle.port)), capacity(await ask(busy.port))]
    expect(none).toBeLessThan(25)
    expect(left).toBeGreaterThan(2 * none)
  }, { timeout: 40_000, interval: 500 })
})

test('a service that is told to end says drain and is not ready, and still answers', async () => {
  const server = createServer({ service: 'test', logLevel: 'silent' })
  const stack = new AsyncDisposableStack()
  const told = stack.use(await agent(() => ({}), server.draining))
  await using service = await serve(server, { dependencies: [], stack, host: '127.0.0.1', port: 0 })
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200)
  service.drain()
  expect(await ask(told.port)).toBe('drain\n')
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(503)
  expect((await fetch(`${service.url}/health/live`)).status).toBe(200)
})
