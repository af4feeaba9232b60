import { keepAtMost } from './entries.ts'
import type { Quota, Taken } from './cache.ts'

const MOST_KEYS = 50_000

/** Windows counted in this process. Beyond 50,000 keys the one that was quiet longest begins anew. */
export function countWindows(): (key: string, quota: Quota) => Taken {
  const windows = new Map<string, { used: number; readonly ends_at: number }>()

  return (key, { limit, window_ms }) => {
    const now = performance.now()
    const found = windows.get(key)
    const current = found && found.ends_at > now ? found : { used: 0, ends_at: now + window_ms }
    windows.delete(key)
    windows.set(key, current)
    keepAtMost(MOST_KEYS, windows)
    const allowed = current.used < limit
    if (allowed) current.used += 1
    return { allowed, remaining: Math.max(0, limit - current.used), resets_in_ms: current.ends_at - now }
  }
}
