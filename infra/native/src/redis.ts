import { connect } from 'node:net'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { ensureCertificate } from './certificate.ts'
import { ensurePackages } from './debian.ts'
import { freePort } from './free-port.ts'
import { startPart, type Part } from './part.ts'

export interface RedisOptions {
  readonly folder: string
  /** Default: any free one. */
  readonly port?: number
  readonly maxMemory?: string
  /** A file with its certificate and key, made where there is none: it speaks TLS then, and nothing else. Default: plain. */
  readonly certificate?: string
}

/** Debian's Redis on loopback as a cache: bounded, least used first out, nothing on the disk. */
export async function startRedis({ folder, port, maxMemory = '128mb', certificate }: RedisOptions): Promise<Part> {
  ensurePackages({ 'redis-server': '/usr/bin/redis-server' })
  mkdirSync(folder, { recursive: true })
  if (certificate !== undefined) ensureCertificate(certificate)
  const bound = port ?? (await freePort())
  const listening = certificate === undefined ? ['--port', String(bound)] : tlsAlone(bound, certificate)
  return startPart({
    name: 'redis',
    url: `${certificate === undefined ? 'redis' : 'rediss'}://127.0.0.1:${bound}`,
    command: '/usr/bin/redis-server',
    args: ['--bind', '127.0.0.1', ...listening, '--dir', folder, '--save', '', '--appendonly', 'no', '--maxmemory', maxMemory, '--maxmemory-policy', 'allkeys-lfu'],
    logFile: join(folder, 'redis.log'),
    isReady: () => answersPing(bound, certificate),
  })
}

/** Clients are known by their passwords, not by certificates. */
const tlsAlone = (port: number, certificate: string): string[] =>
  ['--port', '0', '--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', certificate, '--tls-auth-clients', 'no']

function answersPing(port: number, certificate: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const where = { port, host: '127.0.0.1' }
    const socket = certificate === undefined ? connect(where) : connectTls({ ...where, ca: readFileSync(certificate) })
    socket.once(certificate === undefined ? 'connect' : 'secureConnect', () => socket.write('PING\r\n'))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => {}).once('close', () => resolve(false))
  })
}
