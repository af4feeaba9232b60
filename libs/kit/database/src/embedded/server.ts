import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPostmasterFile } from './left-behind.ts'
import type { Place } from './place.ts'

/** What a laptop wants: little memory, no just-in-time compiler, no replication; loopback only, no sockets in folders. */
const settings = (durable: boolean) => ({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: durable ? '128MB' : '32MB',
  jit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Without the errors of statements: services report their own, and the details quote what users wrote.
  log_min_messages: 'log',
  ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
  ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
})

interface Running {
  readonly process: ChildProcess
  /** Resolves with how it ended. */
  readonly ended: Promise<string>
}

const isFree = (port: number) =>
  new Promise<boolean>((done) => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })

/**
 * A port of the loopback that is free now: the wished one when it is. Below those that systems give to outgoing
 * connections (from 32,768 on Linux), so that none takes it, or even connects to itself, while the server restarts.
 */
async function freePort(wished: number): Promise<number> {
  for (let port = wished; ; port = randomInt(20_000, 30_000)) if (port > 0 && (await isFree(port))) return port
}

/**
 * Ends the server when this process ends, however it ends: its standard input is a pipe that the kernel closes for us.
 * Both stand outside our process group, so that Ctrl-C in a terminal reaches the services first and the database last.
 */
function watch(server: ChildProcess, place: Place): ChildProcess {
  const command = ['-c', 'read -r _; kill -INT "$0"', String(server.pid)]
  return spawn('/bin/sh', command, { ...place.user, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
}

function launch(place: Place, port: number, durable: boolean, logPath: string): Running {
  const log = openSync(logPath, 'w', 0o600)
  const flags = Object.entries({ port: String(port), ...settings(durable) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(place.native, 'bin', 'postgres'), ['-D', place.data, ...flags], {
    ...place.user,
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const ended = new Promise<string>((done) => {
    server.once('exit', (code, signal) => done(signal ?? `status ${code}`))
    server.once('error', (error) => done(error.message))
  })
  const watcher = watch(server, place)
  void ended.then(() => watcher.kill('SIGKILL'))
  return { process: server, ended }
}

/** Resolves once the server says in its own file that it is ready; rejects with its log when it ends before. */
async function attempt(place: Place, port: number, durable: boolean): Promise<Running> {
  const logPath = join(place.folder, 'postgres.log')
  const server = launch(place, port, durable, logPath)
  for (;;) {
    const state = readPostmasterFile(place.data)
    if (state?.ready && state.pid === server.process.pid) break
    const end = await Promise.race([server.ended, sleep(10)])
    if (end) throw new Error(`PostgreSQL did not start (${end}): ${readFileSync(logPath, 'utf8').trim().slice(-500)}`)
  }
  return server
}

const passes = (error: unknown) => error instanceof Error && /shared memory block|lock file|could not bind|could not create any TCP/.test(error.message)

/** Waits out what passes by itself: a predecessor's last processes, a port that somebody else just took. */
async function start(place: Place, choosePort: () => Promise<number>, durable: boolean): Promise<Running & { port: number }> {
  const until = performance.now() + 20_000
  for (;;) {
    const port = await choosePort()
    try {
      return { ...(await attempt(place, port, durable)), port }
    } catch (error) {
      if (!passes(error) || performance.now() > until) throw error
      await sleep(200)
    }
  }
}

export interface Server {
  readonly port: number
  stop(): Promise<void>
}

/** Runs the cluster until `stop`; a server that dies in between is started again on the same port. */
export async function startServer(place: Place, wishedPort: number, durable: boolean, onError: (error: unknown) => void): Promise<Server> {
  const first = await start(place, () => freePort(wishedPort), durable)
  let server: Running = first
  let stopping = false
  const supervise = async () => {
    for (;;) {
      const end = await server.ended
      if (stopping) return
      onError(new Error(`PostgreSQL ended with ${end}; it is started again`))
      try {
        // Clients hold its URL, so it must be the same port.
        server = await start(place, async () => first.port, durable)
      } catch (error) {
        onError(error)
        await sleep(1_000)
      }
      if (stopping) server.process.kill('SIGINT')
    }
  }
  const supervised = supervise()
  return {
    port: first.port,
    async stop() {
      stopping = true
      server.process.kill('SIGINT')
      const late = setTimeout(() => server.process.kill('SIGQUIT'), 20_000)
      await supervised
      clearTimeout(late)
    },
  }
}
