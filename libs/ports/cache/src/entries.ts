/** What lies under a key only its callers know, as with anything that JSON carried. */
export type Carried = ReturnType<typeof JSON.parse>

/** What JSON says, frozen, so that all readers can share it. */
export const frozen = (json: string): Carried => JSON.parse(json, (_, part: unknown) => Object.freeze(part))

/** The value as JSON carries it, apart from the caller's; undefined when JSON can't say it. */
export const toJson = (value: unknown): string | undefined => JSON.stringify(value)

/** Lets the oldest go. A Map keeps the order of insertion: taking an entry out and in again makes it the youngest. */
export function keepAtMost(most: number, map: Map<string, unknown>): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}

/** Entries in this process, and the loads under way for those that are missing. */
export interface Entries {
  read(key: string): Carried
  keep(key: string, value: Carried, ttl_ms: number): void
  /** A load that is under way for it is not current any more. */
  forget(key: string): void
  /** The load under way for the key, or this one. What it loaded may be kept while `isCurrent` says so. */
  share(key: string, load: (isCurrent: () => boolean) => Promise<Carried>): Promise<Carried>
  clear(): void
}

interface Entry {
  readonly value: Carried
  /** On the monotonic clock: setting the system's time neither revives nor kills an entry. */
  readonly expires_at: number
}

/** Over the bound the least recently used goes. */
export function createEntries(most: number): Entries {
  const entries = new Map<string, Entry>()
  const loading = new Map<string, Promise<Carried>>()

  return {
    read(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      entries.delete(key)
      if (entry.expires_at <= performance.now()) return undefined
      entries.set(key, entry)
      return entry.value
    },
    keep(key, value, ttl_ms) {
      entries.delete(key)
      if (value === undefined || !(ttl_ms > 0)) return
      entries.set(key, { value, expires_at: performance.now() + ttl_ms })
      keepAtMost(most, entries)
    },
    forget(key) {
      loading.delete(key)
      entries.delete(key)
    },
    share(key, load) {
      const underWay = loading.get(key)
      if (underWay) return underWay
      // What was set or deleted meanwhile is newer than what this load has seen: then its answer is not kept.
      const isCurrent = () => loading.get(key) === answer
      const answer: Promise<Carried> = Promise.resolve()
        .then(() => load(isCurrent))
        .finally(() => {
          if (isCurrent()) loading.delete(key)
        })
      loading.set(key, answer)
      return answer
    },
    clear() {
      loading.clear()
      entries.clear()
    },
  }
}
