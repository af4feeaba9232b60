import type { FastifyReply, FastifyRequest } from 'fastify'
import { type MediaContext, serveMedia } from './serve-media.ts'

/** The route of all media. */
export function sendMedia(context: MediaContext) {
  return async ({ raw }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { status, headers, body } = await serveMedia(context, { method: raw.method ?? '', target: raw.url ?? '', headers: raw.headers })
    const { vary, ...rest } = headers
    reply.status(status).headers(rest)
    if (vary !== undefined) reply.header('vary', [reply.getHeader('vary'), vary].filter((names) => names !== undefined).join(', '))
    return reply.send(body)
  }
}
