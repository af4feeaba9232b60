import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { testDatabase } from '@segue/database/testing'
import { freePort } from '@segue/native'
import { expect, test } from 'vitest'

const soon = { timeout: 15_000, interval: 25 }
const program = fileURLToPath(new URL('./needy-service.ts', import.meta.url))

/** The same database by another address, from now on. */
async function openAddress(port: number, url: string): Promise<AsyncDisposable> {
  const { hostname, port: target } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = connect(Number(target), hostname)
    for (const end of [socket, onward]) sockets.add(end.on('error', () => {}))
    socket.pipe(onward).pipe(socket)
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const at = (url: string, changes: Partial<URL>) => Object.assign(new URL(url), changes).href

async function startNeedy(databaseUrl: string) {
  const port = await freePort()
  const env = { ...process.env, NEEDY_DATABASE_URL: databaseUrl, SEGUE_INTERNAL_PORT: String(port), SEGUE_LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: Record<string, unknown>[] = []
  let complaint = ''
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const ended = once(child, 'exit').then(([code]) => Number(code))
  return {
    lines,
    ended,
    complaint: () => complaint,
    end: () => child.kill('SIGTERM'),
    health: (what: 'live' | 'ready') =>
      fetch(`http://127.0.0.1:${port}/health/${what}`).then(async (answer) => ({ status: answer.status, body: await answer.json() }), () => null),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

test('a process whose database is not there yet lives, says what it waits for, and becomes ready by itself', async () => {
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await testDatabase())
  const port = String(await freePort())
  const needy = stack.use(await startNeedy(at(database.url, { port })))
  await expect.poll(() => needy.health('ready'), soon).toEqual({
    status: 503,
    body: { ready: false, services: { needy: { ready: false, dependencies: { database: 'down' } } } },
  })
  expect(await needy.health('live')).toEqual({ status: 200, body: { live: true } })
  await expect.poll(() => needy.lines, soon).toMatchObject([
    { service: 'needy', dependency: 'database', setting: 'NEEDY_DATABASE_URL', reason: `connect ECONNREFUSED 127.0.0.1:${port}` },
  ])

  stack.use(await openAddress(Number(port), database.url))
  await expect.poll(() => needy.health('ready'), soon).toMatchObject({ status: 200, body: { ready: true } })
  expect(needy.lines.filter(({ dependency }) => dependency !== undefined)).toMatchObject([
    { msg: 'waiting for: database' },
    { msg: 'is there now: database', dependency: 'database', waited_ms: expect.any(Number) },
  ])
  needy.end()
  expect(await needy.ended).toBe(0)
})

test('whoever ends a process that waits does not wait', async () => {
  await using needy = await startNeedy(`postgres://nobody@127.0.0.1:${await freePort()}/nothing`)
  await expect.poll(() => needy.lines.length, soon).toBe(1)
  const asked_at = performance.now()
  needy.end()
  expect([await needy.ended, needy.complaint()]).toEqual([0, ''])
  expect(performance.now() - asked_at).toBeLessThan(2_000)
})

test('a wrong password ends the start with a line that names the setting, and does not tell it', async () => {
  await using database = await testDatabase()
  await using needy = await startNeedy(at(database.url, { password: 'geheim' }))
  expect(await needy.ended).toBe(1)
  expect(needy.complaint()).toMatch(/^NEEDY_DATABASE_URL: password authentication failed for user "\w+"\n$/)
})

test('so does a database that does not exist', async () => {
  await using database = await testDatabase()
  await using needy = await startNeedy(at(database.url, { pathname: '/elsewhere' }))
  expect(await needy.ended).toBe(1)
  expect(needy.complaint()).toBe('NEEDY_DATABASE_URL: database "elsewhere" does not exist\n')
})
