import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { ensureCertificate } from './certificate.ts'
import { ensurePackages } from './debian.ts'
import { freePort } from './free-port.ts'
import { startPart, type Part } from './part.ts'

export interface RabbitMqOptions {
  readonly folder: string
  /** Default: any free one. */
  readonly port?: number
  /** Default: one that is drawn at the first start and kept in the folder. */
  readonly password?: string
  /** Default `segue` alone; the part's URL leads to the first. */
  readonly vhosts?: readonly [string, ...string[]]
  /** A file with its certificate and key, made where there is none: it speaks TLS then, and nothing else. Default: plain AMQP. */
  readonly certificate?: string
}

export interface RabbitMq extends Part {
  urlOf(vhost: string): string
  /** Runs `rabbitmqctl`; for tests and operators, not for services. The same stands in the folder as `rabbitmqctl`. */
  control(...args: readonly string[]): Promise<string>
}

const user = 'segue'
const binaries = '/usr/lib/rabbitmq/bin'
/** The data belongs to it, so it stays the same; nodes don't meet, since each has a distribution port of its own. */
const node = 'segue@localhost'
/** Its threads look for work in a busy loop for a while before they sleep, which takes the CPU from others here: RabbitMQ's guide "Runtime Tuning". */
const sleepAtOnce = '+sbwt none +sbwtdcpu none +sbwtdio none'

/**
 * Debian's RabbitMQ on loopback: one user and its virtual hosts, no guest, everything it keeps in the folder. Nodes usually find
 * each other through epmd, a daemon that listens on every address and outlives them: this one goes without.
 */
export async function startRabbitMq({ folder, port, password, vhosts = ['segue'], certificate }: RabbitMqOptions): Promise<RabbitMq> {
  ensurePackages({ 'rabbitmq-server': `${binaries}/rabbitmq-server` })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (certificate !== undefined) ensureCertificate(certificate)
  const bound = port ?? (await freePort())
  const distribution = await freePort()
  const secret = password ?? keptPassword(folder)
  const kept = (name: string, text: string, mode = 0o600) => {
    writeFileSync(join(folder, name), text, { mode })
    return join(folder, name)
  }
  const environment = {
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_NODENAME: node,
  }
  // All of these flags reach the VM that RabbitMQ starts to look after epmd, too.
  const flags = `-start_epmd false -erl_epmd_port ${distribution} -kernel inet_dist_use_interface {127,0,0,1}`
  const control = kept('rabbitmqctl', script({ ...environment, ERL_ZFLAGS: `${flags} -dist_listen false` }, `${binaries}/rabbitmqctl`), 0o700)
  const urlOf = (vhost: string) => `${certificate === undefined ? 'amqp' : 'amqps'}://${user}:${encodeURIComponent(secret)}@127.0.0.1:${bound}/${encodeURIComponent(vhost)}`
  const part = await startPart({
    name: 'rabbitmq',
    url: urlOf(vhosts[0]),
    command: `${binaries}/rabbitmq-server`,
    args: [],
    env: {
      ...process.env,
      ...environment,
      ERL_ZFLAGS: flags,
      ERL_CRASH_DUMP: join(folder, 'erl_crash.dump'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-sname ${node} ${sleepAtOnce}`,
      RABBITMQ_CONFIG_FILE: kept('rabbitmq.conf', configuration(bound, certificate, kept('definitions.json', definitions(secret, vhosts)))),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'none.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: kept('enabled_plugins', '[].\n'),
      RABBITMQ_FEATURE_FLAGS_FILE: join(folder, 'feature_flags'),
      RABBITMQ_MNESIA_BASE: folder,
      RABBITMQ_MNESIA_DIR: join(folder, 'data'),
      RABBITMQ_PLUGINS_EXPAND_DIR: join(folder, 'plugins'),
      RABBITMQ_PID_FILE: join(folder, 'pid'),
      RABBITMQ_LOGS: '-',
      RABBITMQ_LOG_BASE: folder,
      // Its script then becomes the VM, where it would otherwise stay as a parent that is deaf while it waits.
      RUNNING_UNDER_SYSTEMD: 'true',
    },
    logFile: join(folder, 'rabbitmq.log'),
    isReady: () => answersAmqp(bound, certificate),
    readyWithin_ms: 120_000,
  })
  const run = promisify(execFile)
  return Object.assign(part, { urlOf, control: async (...args: readonly string[]) => (await run(control, ['--quiet', ...args])).stdout })
}

function keptPassword(folder: string): string {
  const path = join(folder, 'password')
  if (!existsSync(path)) writeFileSync(path, randomBytes(18).toString('base64url'), { mode: 0o600 })
  return readFileSync(path, 'utf8').trim()
}

/** What the node imports at each start; since there is something to import, it makes no guest. */
function definitions(password: string, vhosts: readonly string[]): string {
  const salt = randomBytes(4)
  const password_hash = Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]).toString('base64')
  const all = { configure: '.*', write: '.*', read: '.*' }
  return JSON.stringify({
    users: [{ name: user, password_hash, hashing_algorithm: 'rabbit_password_hashing_sha256', tags: '' }],
    vhosts: vhosts.map((name) => ({ name })),
    permissions: vhosts.map((vhost) => ({ user, vhost, ...all })),
  })
}

/**
 * The write-ahead log of the quorum queues is 512 MB otherwise, all of it read again after a kill. Who publishes is stopped while there is
 * room for that log and what is made of it, since acknowledgements still come: without a free block it is damaged, and a queue does not start again.
 */
const configuration = (port: number, certificate: string | undefined, definitionsFile: string): string => `
${certificate === undefined ? `listeners.tcp.local = 127.0.0.1:${port}` : tlsAlone(port, certificate)}
load_definitions = ${definitionsFile}
raft.wal_max_size_bytes = 67108864
disk_free_limit.absolute = 256MB
log.console = true
log.console.level = warning
log.file = false
`

const tlsAlone = (port: number, certificate: string): string => `listeners.tcp = none
listeners.ssl.local = 127.0.0.1:${port}
ssl_options.certfile = ${certificate}
ssl_options.keyfile = ${certificate}
ssl_options.verify = verify_none`

function script(environment: Readonly<Record<string, string>>, command: string): string {
  const quoted = (text: string) => `'${text.replaceAll(`'`, `'\\''`)}'`
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`)
  return ['#!/bin/sh', ...exports, `exec ${command} "$@"`, ''].join('\n')
}

/** AMQP 0-9-1 § 4.2.2: to its greeting a server answers with Connection.Start, a frame of type 1. */
function answersAmqp(port: number, certificate: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const address = { port, host: '127.0.0.1' }
    const greet = () => socket.write(Buffer.from('AMQP\0\0\x09\x01', 'latin1'))
    const socket = certificate === undefined ? connect(address, greet) : connectTls({ ...address, ca: readFileSync(certificate) }, greet)
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once('data', (data) => {
      resolve(data[0] === 1)
      socket.destroy()
    })
    socket.once('error', () => {}).once('close', () => resolve(false))
  })
}
