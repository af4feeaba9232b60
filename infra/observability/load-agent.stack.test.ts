import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensurePackages, freePort } from '@segue/native'
import { startLoadAgent } from '@segue/service'
import { beforeAll, expect, test, vi } from 'vitest'

beforeAll(() => ensurePackages({ haproxy: '/usr/sbin/haproxy' }))

/** A server that says its name, and an agent that reports the load that the test gives it. */
async function startServer(name: string, at: { readonly port: number; readonly agentPort: number } = { port: 0, agentPort: 0 }) {
  const ending = new AbortController()
  const state = { load: 0 }
  const server = createServer((_, response) => response.end(name)).listen(at.port, '127.0.0.1')
  await once(server, 'listening')
  const report = () => ({ streams: state.load })
  const agent = await startLoadAgent({ service: name, host: '127.0.0.1', port: at.agentPort, draining: ending.signal, report })
  return {
    port: (server.address() as AddressInfo).port,
    agentPort: agent.port,
    state,
    drain: () => ending.abort(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await agent[Symbol.asyncDispose]()
    },
  }
}
type Server = Awaited<ReturnType<typeof startServer>>

async function startBalancer(servers: readonly Pick<Server, 'port' | 'agentPort'>[]) {
  const folder = await mkdtemp(join(tmpdir(), 'haproxy-'))
  const port = await freePort()
  const lines = servers.map((server, place) => `  server s${place} 127.0.0.1:${server.port} agent-check agent-port ${server.agentPort}`)
  await writeFile(join(folder, 'haproxy.cfg'), `
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend door
  bind 127.0.0.1:${port}
  default_backend all
backend all
  default-server agent-inter 500ms weight 100
${lines.join('\n')}
`)
  const child = spawn('/usr/sbin/haproxy', ['-q', '-db', '-f', join(folder, 'haproxy.cfg')], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  return {
    /** How many of so many requests each server got, by name. */
    async shares(requests: number): Promise<Readonly<Record<string, number>>> {
      const names: string[] = []
      for (let sent = 0; sent < requests; sent++) names.push(await (await fetch(`http://127.0.0.1:${port}/`)).text())
      return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]))
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

test('HAProxy gives a full process less, a draining one nothing, and its successor its share again', { timeout: 120_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const one = stack.use(await startServer('one'))
  const two = stack.use(await startServer('two'))
  const balancer = stack.use(await startBalancer([one, two]))
  const patiently = { timeout: 40_000, interval: 500 }
  one.state.load = 1
  await vi.waitFor(async () => {
    const { one: full = 0, two: free = 0 } = await balancer.shares(50)
    expect(full).toBeGreaterThan(0)
    expect(free).toBeGreaterThan(3 * full)
  }, patiently)

  one.drain()
  await vi.waitFor(async () => expect(await balancer.shares(50)).toEqual({ two: 50 }), patiently)

  await one[Symbol.asyncDispose]()
  stack.use(await startServer('successor', one))
  await vi.waitFor(async () => expect((await balancer.shares(50))['successor']).toBeGreaterThan(5), patiently)
})
