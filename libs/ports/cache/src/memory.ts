import { countWindows } from './count-windows.ts'
import { createEntries, frozen, toJson, type Carried } from './entries.ts'
import type { Cache } from './cache.ts'

const MAX_ENTRIES = 10_000

function maxEntries(url: string): number {
  const text = new URL(url).searchParams.get('max_entries')
  if (text === null) return MAX_ENTRIES
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`max_entries in ${url} must be a whole number from 1 on`)
  return Number(text)
}

function frozenCopy(value: unknown): Carried {
  const json = toJson(value)
  return json === undefined ? undefined : frozen(json)
}

/** `memory:?max_entries=10000`: in this process alone; over the bound the least recently used goes. Readers share one frozen copy. */
export async function openMemoryCache(url: string): Promise<Cache> {
  const entries = createEntries(maxEntries(url))
  const take = countWindows()

  return {
    async remember(key, ttl_ms, load) {
      const kept = entries.read(key)
      if (kept !== undefined) return kept
      return entries.share(key, async (isCurrent) => {
        const value = frozenCopy(await load())
        if (isCurrent()) entries.keep(key, value, ttl_ms)
        return value
      })
    },
    async get(key) {
      return entries.read(key)
    },
    async set(key, value, ttl_ms) {
      entries.forget(key)
      entries.keep(key, frozenCopy(value), ttl_ms)
    },
    async delete(key) {
      entries.forget(key)
    },
    async take(key, quota) {
      return take(key, quota)
    },
    async ping() {},
    async [Symbol.asyncDispose]() {
      entries.clear()
    },
  }
}
