import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPostmasterFile } from './left-behind.ts'
import { handOver, type Place } from './place.ts'

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
  ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
})

const exited = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null
const exit = (child: ChildProcess) => (exited(child) ? Promise.resolve() : new Promise<void>((done) => child.once('exit', () => done())))

/** A port of the loopback that is free now: the wished one when it is. */
export async function freePort(wished = 0): Promise<number> {
  const probe = createServer()
  const bound = await new Promise<boolean>((done) => {
    probe.once('error', () => done(false))
    probe.listen(wished, '127.0.0.1', () => done(true))
  })
  if (!bound) return freePort()
  const address = probe.address()
  await new Promise((done) => probe.close(done))
  if (address === null || typeof address === 'string') throw new Error('The loopback has no free port')
  return address.port
}

/**
 * Ends the server when this process ends, however it ends: its standard input is a pipe that the kernel closes for us.
 * Both stand outside our process group, so that Ctrl-C in a terminal reaches the services first and the database last.
 */
function watch(server: ChildProcess, place: Place): ChildProcess {
  const command = ['-c', 'read -r _; kill -INT "$0"', String(server.pid)]
  return spawn('/bin/sh', command, { ...place.user, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
}

async function attempt(place: Place, port: number, durable: boolean): Promise<ChildProcess | string> {
  const logPath = join(place.folder, 'postgres.log')
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
  handOver(place, logPath)
  const failed = new Promise<Error>((done) => server.once('error', done))
  for (;;) {
    const state = readPostmasterFile(place.data)
    if (state?.ready && state.pid === server.pid) break
    const error = await Promise.race([failed, exit(server), sleep(10)])
    if (error instanceof Error) throw error
    if (exited(server)) return readFileSync(logPath, 'utf8').trim()
  }
  const watcher = watch(server, place)
  server.once('exit', () => watcher.kill('SIGKILL'))
  return server
}

/** Waits out what passes by itself: a predecessor's last processes, a port that somebody else just took. */
async function start(place: Place, port: number, durable: boolean, patience_ms = 20_000): Promise<{ server: ChildProcess; port: number }> {
  const until = performance.now() + patience_ms
  for (;;) {
    const started = await attempt(place, port, durable)
    if (typeof started !== 'string') return { server: started, port }
    const passes = /shared memory block|lock file|could not bind|could not create any TCP/.test(started)
    if (!passes || performance.now() > until) throw new Error(`PostgreSQL did not start: ${started.slice(-500)}`)
    await sleep(200)
    port = await freePort(port)
  }
}

export interface Server {
  readonly port: number
  stop(): Promise<void>
}

/** Runs the cluster until `stop`; a server that dies in between is started again on the same port. */
export async function startServer(place: Place, wishedPort: number, durable: boolean, onError: (error: unknown) => void): Promise<Server> {
  let { server, port } = await start(place, await freePort(wishedPort), durable)
  let stopping = false
  const supervise = async () => {
    for (;;) {
      await exit(server)
      if (stopping) return
      onError(new Error(`PostgreSQL ended with ${server.signalCode ?? server.exitCode}; it is started again`))
      const again = await start(place, port, durable)
      server = again.server
      if (stopping) server.kill('SIGINT')
    }
  }
  const supervised = supervise().catch(onError)
  return {
    port,
    async stop() {
      stopping = true
      server.kill('SIGINT')
      const late = setTimeout(() => server.kill('SIGQUIT'), 20_000)
      await supervised
      clearTimeout(late)
    },
  }
}
