/** Values are JSON, and frozen: readers may share one copy. A cache may forget anything at any time; it never answers with what has expired. */
export interface Cache extends AsyncDisposable {
  /**
   * The value under `key`, or what `load` returns, kept for `ttl_ms`. Callers that miss at the same moment share one
   * `load`. When the cache itself fails, `load` answers. What `load` throws is not kept.
   */
  remember<T>(key: string, ttl_ms: number, load: () => Promise<T>): Promise<T>
  /** Undefined when absent, expired or out of reach. */
  get<T>(key: string): Promise<T | undefined>
  set(key: string, value: unknown, ttl_ms: number): Promise<void>
  delete(key: string): Promise<void>
  /** Rejects when the cache can't be reached. */
  ping(): Promise<void>
}

/** The scheme of the URL chooses the adapter; an unknown one is an error at start. */
export async function openCache(url: string): Promise<Cache> {
  const scheme = new URL(url).protocol
  switch (scheme) {
    case 'memory:':
      return (await import('./memory.ts')).openMemoryCache(url)
    default:
      throw new Error(`No cache for ${scheme} — use memory:`)
  }
}
