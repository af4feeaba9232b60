import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { countWindows } from './count-windows.ts'
import { createEntries, frozen, keepAtMost, toJson, type Carried } from './entries.ts'
import type { Cache, CacheOptions } from './cache.ts'
import { createCircuit } from './redis/circuit.ts'
import { connect, type Keys } from './redis/connect.ts'
import { takeShares } from './redis/take-shares.ts'
import { tell } from './told.ts'

/** How long a process answers from what it read before it asks Redis again: as long as a change made elsewhere may go unseen. */
const NEAR_MS = 500
const NEAR_ENTRIES = 10_000
/** How long one process loads for all others. If it died over it, they wait no longer. */
const LOCK_MS = 500
/** How long a change is remembered; what a load answers later is not kept. */
const MARK_MS = 30_000
const MOST_UNDONE = 10_000

interface Wanted {
  readonly key: string
  readonly ttl_ms: number
  readonly load: () => Promise<unknown>
  /** False once this process set or deleted the key. */
  readonly isCurrent: () => boolean
}

/**
 * `redis://[user:password@]host:port/db`, or `rediss://` over TLS. What was read is near, in this process, for half a second. One
 * process at a time loads a missing value. While Redis is out of reach each process loads for itself.
 */
export async function openRedisCache(url: string, { namespace = 'default' }: CacheOptions): Promise<Cache> {
  const prefix = `segue:${namespace}:`
  const probeKey = `${prefix}probe`
  const redis = await connect(url, probeKey)
  let connections = 0
  redis.on('ready', () => (connections += 1))
  const near = createEntries(NEAR_ENTRIES)
  /** Changed here while Redis was out of reach: what lies there is not to be answered with. */
  const undone = new Map<string, true>()
  const circuit = createCircuit(async () => {
    await redis.set(probeKey, '1', 'PX', 1)
    for (const key of undone.keys()) {
      await redis.change(...keysOf(key), randomUUID(), MARK_MS, '', 0)
      undone.delete(key)
    }
  }, () => tell(namespace, 'failed'))
  const take = takeShares(
    (key, wanted, { limit, window_ms }) => circuit.run(() => redis.takeSome(prefix + key, wanted, limit, Math.ceil(window_ms))),
    countWindows(),
  )

  /** The value, its lock, the mark of its last change; the braces keep them in one slot of a Redis cluster. */
  function keysOf(key: string): Keys {
    const value = `${prefix}{${key}}`
    return [value, `${value}:lock`, `${value}:mark`]
  }

  async function change(key: string, json: string, ttl_ms: number): Promise<void> {
    const done = await circuit.run(() => redis.change(...keysOf(key), randomUUID(), MARK_MS, json, Math.ceil(ttl_ms)))
    if (done !== undefined) return
    undone.set(key, true)
    keepAtMost(MOST_UNDONE, undone)
  }

  /** From Redis; or from `load`, once this process has the lock or has waited long enough for another that has it. */
  async function find(wanted: Wanted): Promise<Carried> {
    const { key, isCurrent } = wanted
    const token = randomUUID()
    const waitUntil = performance.now() + LOCK_MS
    for (let pause_ms = 5; ; pause_ms = Math.min(pause_ms * 2, 50)) {
      const found = await circuit.run(() => redis.look(...keysOf(key), token, LOCK_MS))
      if (!found) return load(wanted, async () => true)
      const [json, number, mark] = found
      if (json !== null) {
        const value = frozen(json)
        if (isCurrent()) near.keep(key, value, Math.min(number, NEAR_MS))
        return value
      }
      if (number === 1 || performance.now() >= waitUntil) return load(wanted, keeper(wanted, token, mark))
      await delay(pause_ms)
    }
  }

  /** Frees the lock and keeps what was loaded in Redis, if that is sure that nothing changed since the mark was read; false if not. */
  function keeper({ key, ttl_ms, isCurrent }: Wanted, token: string, mark: string): (json: string) => Promise<boolean> {
    const [connected, forgottenAt] = [connections, performance.now() + MARK_MS]
    return async (json) => {
      const isSure = isCurrent() && connections === connected && performance.now() < forgottenAt
      const kept = await circuit.run(() => redis.keep(...keysOf(key), token, mark, isSure ? json : '', Math.ceil(ttl_ms)))
      return kept !== 0
    }
  }

  async function load({ key, ttl_ms, load, isCurrent }: Wanted, keep: (json: string) => Promise<boolean>): Promise<Carried> {
    let json = ''
    let isKept = false
    try {
      json = toJson(await load()) ?? ''
    } finally {
      isKept = await keep(ttl_ms > 0 ? json : '')
    }
    if (json === '') return undefined
    const value = frozen(json)
    if (isKept && isCurrent()) near.keep(key, value, Math.min(ttl_ms, NEAR_MS))
    return value
  }

  return {
    async remember(key, ttl_ms, load) {
      const kept = near.read(key)
      return kept === undefined ? near.share(key, (isCurrent) => find({ key, ttl_ms, load, isCurrent })) : kept
    },
    async get(key) {
      const kept = near.read(key)
      if (kept !== undefined) return kept
      const json = await circuit.run(() => redis.get(keysOf(key)[0]))
      return typeof json === 'string' ? frozen(json) : undefined
    },
    async set(key, value, ttl_ms) {
      const json = ttl_ms > 0 ? (toJson(value) ?? '') : ''
      near.forget(key)
      if (json !== '') near.keep(key, frozen(json), Math.min(ttl_ms, NEAR_MS))
      await change(key, json, ttl_ms)
    },
    async delete(key) {
      near.forget(key)
      await change(key, '', 0)
    },
    take,
    async ping() {
      await redis.ping()
    },
    async [Symbol.asyncDispose]() {
      circuit[Symbol.dispose]()
      redis.disconnect()
      near.clear()
    },
  }
}
