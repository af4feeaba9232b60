import { channel } from 'node:diagnostics_channel'
import type { Cache } from './cache.ts'

/** What came of a lookup, told on the channel `segue:cache`; `failed` is a command that the store did not answer. */
export interface CacheNews {
  readonly namespace: string
  readonly outcome: 'hit' | 'miss' | 'failed'
}

const news = channel('segue:cache')

/** Costs next to nothing where nobody measures. */
export function tell(namespace: string, outcome: CacheNews['outcome']): void {
  if (news.hasSubscribers) news.publish({ namespace, outcome } satisfies CacheNews)
}

/** The cache, telling of each lookup whether it was answered without a load of its own: what callers share is a hit for all but one. */
export function told(cache: Cache, namespace: string): Cache {
  return {
    ...cache,
    async remember(key, ttl_ms, load) {
      let isLoaded = false
      try {
        return await cache.remember(key, ttl_ms, () => {
          isLoaded = true
          return load()
        })
      } finally {
        tell(namespace, isLoaded ? 'miss' : 'hit')
      }
    },
    async get<T>(key: string) {
      const value = await cache.get<T>(key)
      tell(namespace, value === undefined ? 'miss' : 'hit')
      return value
    },
  }
}
