import { connect } from 'node:net'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePackages } from './debian.ts'
import { freePort } from './free-port.ts'
import { startPart, type Part } from './part.ts'

export interface RedisOptions {
  readonly folder: string
  /** Default: any free one. */
  readonly port?: number
  readonly maxMemory?: string
}

/** Debian's Redis on loopback as a cache: bounded, least used first out, nothing on the disk. */
export async function startRedis({ folder, port, maxMemory = '128mb' }: RedisOptions): Promise<Part> {
  ensurePackages({ 'redis-server': '/usr/bin/redis-server' })
  mkdirSync(folder, { recursive: true })
  const bound = port ?? (await freePort())
  return startPart({
    name: 'redis',
    url: `redis://127.0.0.1:${bound}`,
    command: '/usr/bin/redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(bound), '--dir', folder, '--save', '', '--appendonly', 'no', '--maxmemory', maxMemory, '--maxmemory-policy', 'allkeys-lfu'],
    logFile: join(folder, 'redis.log'),
    isReady: () => answersPing(bound),
  })
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => {}).once('close', () => resolve(false))
  })
}
