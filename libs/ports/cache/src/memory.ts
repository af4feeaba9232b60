import type { Cache } from './index.ts'

const MAX_ENTRIES = 10_000

/** What lies under a key only its callers know, as with anything that JSON carried. */
type Carried = ReturnType<typeof JSON.parse>

interface Entry {
  readonly value: Carried
  /** On the monotonic clock: setting the system's time neither revives nor kills an entry. */
  readonly expires_at: number
}

function maxEntries(url: string): number {
  const text = new URL(url).searchParams.get('max_entries')
  if (text === null) return MAX_ENTRIES
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`max_entries in ${url} must be a whole number from 1 on`)
  return Number(text)
}

/** The value as JSON carries it, apart from the caller's and frozen, so that all readers can share it. */
function frozenCopy(value: unknown): Carried {
  const json = JSON.stringify(value)
  return json === undefined ? undefined : JSON.parse(json, (_, part: unknown) => Object.freeze(part))
}

/** `memory:?max_entries=10000`: in this process alone; over the bound the least recently used goes. Readers share one frozen copy. */
export async function openMemoryCache(url: string): Promise<Cache> {
  const most = maxEntries(url)
  // A Map keeps the order of insertion, so taking an entry out and in again makes it the youngest.
  const entries = new Map<string, Entry>()
  const loading = new Map<string, Promise<Carried>>()

  function read(key: string): Carried {
    const entry = entries.get(key)
    if (!entry) return undefined
    entries.delete(key)
    if (entry.expires_at <= performance.now()) return undefined
    entries.set(key, entry)
    return entry.value
  }

  function keep(key: string, value: Carried, ttl_ms: number): void {
    entries.delete(key)
    if (value === undefined || !(ttl_ms > 0)) return
    entries.set(key, { value, expires_at: performance.now() + ttl_ms })
    for (const oldest of entries.keys()) {
      if (entries.size <= most) return
      entries.delete(oldest)
    }
  }

  function begin(key: string, ttl_ms: number, load: () => Promise<unknown>): Promise<Carried> {
    // What was set or deleted meanwhile is newer than what this load has seen: then its answer is not kept.
    const isCurrent = () => loading.get(key) === answer
    const answer = Promise.resolve()
      .then(load)
      .then((loaded) => {
        const value = frozenCopy(loaded)
        if (isCurrent()) keep(key, value, ttl_ms)
        return value
      })
      .finally(() => {
        if (isCurrent()) loading.delete(key)
      })
    loading.set(key, answer)
    return answer
  }

  return {
    async remember(key, ttl_ms, load) {
      return read(key) ?? (await (loading.get(key) ?? begin(key, ttl_ms, load)))
    },
    async get(key) {
      return read(key)
    },
    async set(key, value, ttl_ms) {
      loading.delete(key)
      keep(key, frozenCopy(value), ttl_ms)
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
