import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache, type Cache } from '@segue/cache'
import { freePort, startRedis } from '@segue/native'

export interface Store extends AsyncDisposable {
  /** A cache with nothing in it. */
  open(): Promise<Cache>
}

export interface Adapter {
  readonly name: string
  /** Why it can't be tried here. */
  readonly missing?: string
  start(): Promise<Store>
  /** One whose store can't be reached; null where there is nothing to reach. */
  readonly openUnreachable: (() => Promise<Cache>) | null
}

const isNative = process.env['SEGUE_PARTS'] === 'native'

const memory: Adapter = {
  name: 'memory',
  start: async () => ({ open: () => openCache('memory:'), async [Symbol.asyncDispose]() {} }),
  openUnreachable: null,
}

const redis: Adapter = {
  name: 'Redis',
  ...(isNative ? {} : { missing: 'needs Redis: npm run test:stack' }),
  async start() {
    const folder = mkdtempSync(join(tmpdir(), 'segue-redis-'))
    const server = await startRedis({ folder })
    return {
      open: () => openCache(server.url, { namespace: randomUUID() }),
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]()
        rmSync(folder, { recursive: true })
      },
    }
  },
  openUnreachable: async () => openCache(`redis://127.0.0.1:${await freePort()}`),
}

export const adapters: readonly Adapter[] = isNative ? [redis] : [memory, redis]
