import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
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

export interface Running {
  readonly process: ChildProcess
  /** Resolves with how it ended. */
  readonly ended: Promise<string>
}

/**
 * Ends the server when this process ends, however it ends: its standard input is a pipe that the kernel closes for us.
 * Both stand outside our process group, so that Ctrl-C in a terminal reaches the services first and the database last.
 */
function watch(server: ChildProcess, place: Place): ChildProcess {
  const command = ['-c', 'read -r _; kill -INT "$0"', String(server.pid)]
  return spawn('/bin/sh', command, { ...place.user, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
}

function spawnServer(place: Place, port: number, durable: boolean, logPath: string): Running {
  const log = openSync(logPath, 'w', 0o600)
  const flags = Object.entries({ port: String(port), ...settings(durable) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(place.native, 'bin', 'postgres'), ['-D', place.data, ...flags], {
    ...place.user,
    cwd: '/',
    detached: true,
    // Nothing of ours, such as PGOPTIONS or a locale, may change how it runs.
    env: {},
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const ended = new Promise<string>((done) => {
    server.once('exit', (code, signal) => done(signal ?? `status ${code}`))
    server.on('error', (error) => done(error.message))
  })
  const watcher = watch(server, place)
  void ended.then(() => watcher.kill('SIGKILL'))
  return { process: server, ended }
}

/** Resolves once the server says in its own file that it is ready; rejects with its log when it ends before. */
export async function launch(place: Place, port: number, durable: boolean): Promise<Running> {
  const logPath = join(place.folder, 'postgres.log')
  const server = spawnServer(place, port, durable, logPath)
  for (;;) {
    const state = readPostmasterFile(place.data)
    if (state?.ready && state.pid === server.process.pid) break
    const end = await Promise.race([server.ended, sleep(10)])
    if (end) throw new Error(`PostgreSQL did not start (${end}): ${readFileSync(logPath, 'utf8').trim().slice(-500)}`)
  }
  return server
}
