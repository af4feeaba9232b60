import type { FastifyRequest } from 'fastify'

/**
 * Where a request comes from: the last hop of `x-forwarded-for`, which the gateway wrote (what stands before it is the
 * client's own claim), or the peer when nobody stands between.
 */
export function clientAddress({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>): string {
  const hops = headers['x-forwarded-for']
  const last = (Array.isArray(hops) ? hops.at(-1) : hops)?.split(',').at(-1)?.trim()
  return last || ip
}
