import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * What caches may do with an answer. To a token: private, and kept only where the handler gave it an ETag. Without a
 * token: public, revalidated by the ETag of its bytes, and apart from answers to a token.
 */
export async function cachePolicy(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (reply.statusCode !== 200) return payload
  const anonymous = request.headers.authorization === undefined
  reply.header('vary', 'Authorization')
  if (anonymous && !reply.hasHeader('etag') && typeof payload === 'string') reply.header('etag', `"${createHash('sha1').update(payload).digest('base64url')}"`)
  if (!reply.hasHeader('cache-control')) {
    reply.header('cache-control', anonymous ? 'public, no-cache' : reply.hasHeader('etag') ? 'private, no-cache' : 'private, no-store')
  }
  const etag = reply.getHeader('etag')
  if (typeof etag !== 'string' || !matches(request.headers['if-none-match'], etag)) return payload
  reply.status(304)
  reply.removeHeader('content-length')
  return null
}

/** RFC 9110 § 13.1.2: weak comparison. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag)
}
