import type { Cache } from './index.ts'

const MAX_ENTRIES = 10_000

interface Entry {
  readonly json: string
  /** On the monotonic clock: setting the system's time neither revives nor kills an entry. */
  readonly expires_at: number
}

function maxEntries(url: string): number {
  const text = new URL(url).searchParams.get('max_entries')
  if (text === null) return MAX_ENTRIES
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`max_entries in ${url} must be a whole number from 1 on`)
  return Number(text)
}

const parse = (json: string | undefined) => (json === undefined ? undefined : JSON.parse(json))

/** `memory:?max_entries=10000`: in this process alone; over the bound the least recently used goes. Every reader gets a copy of its own. */
export async function openMemoryCache(url: string): Promise<Cache> {
  const most = maxEntries(url)
  // A Map keeps the order of insertion, so taking an entry out and in again makes it the youngest.
  const entries = new Map<string, Entry>()
  const loading = new Map<string, Promise<string | undefined>>()

  function read(key: string): string | undefined {
    const entry = entries.get(key)
    if (!entry) return undefined
    entries.delete(key)
    if (entry.expires_at <= performance.now()) return undefined
    entries.set(key, entry)
    return entry.json
  }

  function keep(key: string, json: string | undefined, ttl_ms: number): void {
    entries.delete(key)
    if (json === undefined || !(ttl_ms > 0)) return
    entries.set(key, { json, expires_at: performance.now() + ttl_ms })
    for (const oldest of entries.keys()) {
      if (entries.size <= most) return
      entries.delete(oldest)
    }
  }

  function begin(key: string, ttl_ms: number, load: () => Promise<unknown>): Promise<string | undefined> {
    // What was set or deleted meanwhile is newer than what this load has seen: then its answer is not kept.
    const isCurrent = () => loading.get(key) === answer
    const answer = Promise.resolve()
      .then(load)
      .then((value) => {
        const json = JSON.stringify(value)
        if (isCurrent()) keep(key, json, ttl_ms)
        return json
      })
      .finally(() => {
        if (isCurrent()) loading.delete(key)
      })
    loading.set(key, answer)
    return answer
  }

  return {
    async remember(key, ttl_ms, load) {
      return parse(read(key) ?? (await (loading.get(key) ?? begin(key, ttl_ms, load))))
    },
    async get(key) {
      return parse(read(key))
    },
    async set(key, value, ttl_ms) {
      loading.delete(key)
      keep(key, JSON.stringify(value), ttl_ms)
    },
    async delete(key) {
      loading.delete(key)
      entries.delete(key)
    },
    async ping() {},
    async [Symbol.asyncDispose]() {
      loading.clear()
      entries.clear()
    },
  }
}
