import { keepAtMost } from '../entries.ts'
import type { Quota, Taken } from '../cache.ts'

/** A process takes this part of a limit at a time and gives it out by itself: one question to Redis for many. */
const PART = 100
const MOST_KEYS = 50_000

/** How many were granted, how many are left for everybody, ms until the window ends; undefined when out of reach. */
export type TakeSome = (key: string, wanted: number, quota: Quota) => Promise<readonly [number, number, number] | undefined>

interface Share {
  mine: number
  /** Left for everybody when it was asked last. */
  readonly others: number
  readonly ends_at: number
}

/**
 * Limits that processes share. One of less than 200 is counted exactly; of a larger one a process holds up to a hundredth, so
 * what it did not use when the window ends is lost to the others.
 */
export function takeShares(takeSome: TakeSome, alone: (key: string, quota: Quota) => Taken): (key: string, quota: Quota) => Promise<Taken> {
  const shares = new Map<string, Share>()
  const asking = new Map<string, Promise<Share | undefined>>()

  function give(share: Share): Taken | undefined {
    const resets_in_ms = share.ends_at - performance.now()
    if (resets_in_ms <= 0) return undefined
    if (share.mine > 0) {
      share.mine -= 1
      return { allowed: true, remaining: share.mine + share.others, resets_in_ms }
    }
    // What is used up stays so until the window ends: no need to ask.
    return share.others === 0 ? { allowed: false, remaining: 0, resets_in_ms } : undefined
  }

  async function ask(key: string, quota: Quota): Promise<Share | undefined> {
    const some = await takeSome(key, Math.max(1, Math.floor(quota.limit / PART)), quota)
    if (!some) return undefined
    const [mine, others, ends_in_ms] = some
    const share = { mine, others, ends_at: performance.now() + ends_in_ms }
    shares.delete(key)
    shares.set(key, share)
    keepAtMost(MOST_KEYS, shares)
    return share
  }

  function askOnce(key: string, quota: Quota): Promise<Share | undefined> {
    const asked = asking.get(key) ?? ask(key, quota).finally(() => asking.delete(key))
    asking.set(key, asked)
    return asked
  }

  return async (key, quota) => {
    let share = shares.get(key)
    for (;;) {
      const taken = share && give(share)
      if (taken) return taken
      share = await askOnce(key, quota)
      if (!share) return alone(key, quota)
    }
  }
}
