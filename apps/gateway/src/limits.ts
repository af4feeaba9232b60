import rateLimit, { type RateLimitOptions } from '@fastify/rate-limit'
import type { Operation } from '@segue/contracts'
import { callerOf, refuse, type Server } from '@segue/service'
import type { FastifyRequest } from 'fastify'
import type { Config } from './config.ts'

export interface Limits {
  of(operation: Operation): RateLimitOptions
}

/** Limits for each account, or address where nobody signed in; what an operation declares counts for the address. */
export async function registerLimits(server: Server, { readsPerMinute, writesPerMinute, authLimitFactor }: Config): Promise<Limits> {
  await server.register(rateLimit, {
    global: false,
    enableDraftSpec: true,
    cache: 50_000,
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
