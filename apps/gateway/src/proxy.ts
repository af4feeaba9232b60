import type { IncomingHttpHeaders } from 'node:http'
import replyFrom from '@fastify/reply-from'
import type { Operation } from '@segue/contracts'
import { Refusal, refuse, type Server } from '@segue/service'
import type { FastifyRequest } from 'fastify'
import { checkBodySize, limitBody } from './check-body-size.ts'
import type { Limits } from './limits.ts'

/** A read or write that takes longer than its service's own deadlines has failed. */
const deadlineOf = ({ method, deadline_s = method === 'GET' ? 4 : 8 }: Operation): number => deadline_s * 1_000

/** Forwards the operations of one service, bodies and answers as streams. */
export async function proxyOperations(server: Server, upstream: string, operations: readonly Operation[], limits: Limits): Promise<void> {
  await server.register(async (scope) => {
    await scope.register(replyFrom, { base: upstream, disableRequestLogging: true, undici: { connections: 256, pipelining: 1 } })
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    for (const operation of operations) {
      const { id, method, path } = operation
      const timeout = deadlineOf(operation)
      scope.route({
        method,
        url: path,
        config: { operation: id, rateLimit: limits.of(operation) },
        onRequest: checkBodySize(operation),
        preParsing: limitBody(operation),
        handler: async (request, reply) =>
          // The address as it came: given one, the proxy would decode the query too, and fail where that is not UTF-8.
          reply.from(undefined, {
            timeout,
            // By default it asks ten times more where a service that sheds load said 503.
            retryDelay: () => null,
            rewriteRequestHeaders: (_, headers) => forwardedHeaders(request, headers),
            rewriteHeaders: ({ 'x-request-id': _ours, ...headers }) => headers,
            onError: (_, { error }) => void reply.send(error.cause instanceof Refusal ? error.cause : unreachable()),
          }),
      })
    }
  })
}

/** What the service is told: who asked, under which id; nothing that a client could have made up about that. */
const forwardedHeaders = ({ id, ip, host }: FastifyRequest, headers: IncomingHttpHeaders): IncomingHttpHeaders => ({
  ...headers,
  'x-request-id': id,
  'x-forwarded-for': ip,
  'x-forwarded-host': host,
})

const unreachable = () => refuse('unavailable', { detail: 'The service behind this operation does not answer', headers: { 'retry-after': '2' } })
