export interface Quota {
  readonly limit: number
  readonly window_ms: number
}

export interface Taken {
  readonly allowed: boolean
  /** What is left of the window. */
  readonly remaining: number
  /** Until the window ends and everything may be had again. */
  readonly resets_in_ms: number
}

export interface CacheOptions {
  /**
   * Whose keys these are: caches of one namespace share what they keep, in all processes that use the same store. Name
   * the service and the version of what it keeps (`catalog-1`), so that a release with other shapes does not read them.
   */
  readonly namespace?: string
}

/**
 * Values are JSON, and frozen: readers may share one copy. A cache may forget anything at any time; it never answers with
 * what has expired. A change is seen in this process at once and in all others within half a second.
 */
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
  /**
   * Takes one of the `limit` that all who share the store may have under `key` in a window, which begins with the first of
   * them. When the store is out of reach, each process counts for itself.
   */
  take(key: string, quota: Quota): Promise<Taken>
  /** Rejects when the cache can't be reached. */
  ping(): Promise<void>
}
