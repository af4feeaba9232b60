import type { Cache, CacheOptions } from './cache.ts'
import { told } from './told.ts'

export type * from './cache.ts'
export { Misconfigured } from './misconfigured.ts'
export type { CacheNews } from './told.ts'

/** The scheme of the URL chooses the adapter; an unknown one is an error at start. What comes of it is told to whoever measures. */
export async function openCache(url: string, options: CacheOptions = {}): Promise<Cache> {
  return told(await openAdapter(url, options), options.namespace ?? 'default')
}

async function openAdapter(url: string, options: CacheOptions): Promise<Cache> {
  const scheme = new URL(url).protocol
  switch (scheme) {
    case 'memory:':
      return (await import('./memory.ts')).openMemoryCache(url)
    case 'redis:':
    case 'rediss:':
      return (await import('./redis.ts')).openRedisCache(url, options)
    default:
      throw new Error(`No cache for ${scheme} — use memory:, redis: or rediss:`)
  }
}
