import rateLimit, { type FastifyRateLimitStore, type FastifyRateLimitStoreCtor, type RateLimitOptions } from '@fastify/rate-limit'
import type { Cache } from '@segue/cache'
import type { Operation } from '@segue/contracts'
import { callerOf, refuse, type Server } from '@segue/service'
import type { FastifyRequest } from 'fastify'
import type { Config } from './config.ts'

export interface Limits {
  of(operation: Operation): RateLimitOptions
}

/**
 * Limits for each account, or address where nobody signed in; what an operation declares counts for the address. All gateways
 * on one cache share them.
 */
export async function registerLimits(server: Server, cache: Cache, { readsPerMinute, writesPerMinute, authLimitFactor }: Config): Promise<Limits> {
  await server.register(rateLimit, {
    global: false,
    enableDraftSpec: true,
    store: countedBy(cache),
    errorResponseBuilder: (_request, { ttl }) => refuse('rate_limited', { headers: { 'retry-after': String(Math.min(60, Math.max(1, Math.ceil(ttl / 1000)))) } }),
  })
  return {
    of({ id, method, rate_limit }) {
      if (rate_limit !== undefined) {
        return { max: Math.max(1, Math.round(rate_limit.max * authLimitFactor)), timeWindow: rate_limit.window_s * 1000, groupId: id, keyGenerator: ({ ip }) => ip }
      }
      const read = method === 'GET'
      return { max: read ? readsPerMinute : writesPerMinute, timeWindow: 60_000, groupId: read ? 'read' : 'write', keyGenerator: accountOrAddress }
    },
  }
}

async function accountOrAddress(request: FastifyRequest): Promise<string> {
  const caller = await callerOf(request)
  return caller?.user_id ?? request.ip
}

/** The plugin asks for a class; what it counts with is the cache. The key names the group, so routes of one group share a limit. */
function countedBy(cache: Cache): FastifyRateLimitStoreCtor {
  return class Counted implements FastifyRateLimitStore {
    incr(key: string, done: Parameters<FastifyRateLimitStore['incr']>[1], window_ms: number, limit: number): void {
      cache.take(`limit:${key}`, { limit, window_ms }).then(
        ({ allowed, remaining, resets_in_ms }) => done(null, { current: allowed ? limit - remaining : limit + 1, ttl: resets_in_ms }),
        (error: Error) => done(error),
      )
    }

    child(): FastifyRateLimitStore {
      return this
    }
  }
}
