import type { IncomingHttpHeaders } from 'node:http'
import replyFrom from '@fastify/reply-from'
import type { Operation } from '@segue/contracts'
import { Refusal, refuse, traceparent, type Server } from '@segue/service'
import type { FastifyRequest } from 'fastify'
import { canDrain, checkBodySize, relayBody } from './check-body-size.ts'
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
        // A read has no body to look at.
        ...(method === 'GET' ? {} : { onRequest: checkBodySize(operation), preParsing: relayBody(operation) }),
        handler: async (request, reply) =>
          reply.from(pathOf(request), {
            timeout,
            // By default it asks ten times more where a service that sheds load said 503.
            retryDelay: () => null,
            rewriteRequestHeaders: (_, headers) => forwardedHeaders(request, headers),
            rewriteHeaders: ({ 'x-request-id': _ours, ...headers }) => headers,
            onResponse: (_, answer, { stream }) => {
              if (canDrain(request)) answer.removeHeader('connection')
              answer.send(stream)
            },
            onError: (_, { error }) => void reply.send(error.cause instanceof Refusal ? error.cause : unreachable()),
          }),
      })
    }
  })
}

/**
 * The path alone: the proxy adds the query as it came, where it would otherwise decode it and fail on what is not UTF-8. A target
 * may name a host (RFC 9112 § 3.2.2), which leads nowhere else.
 */
const pathOf = ({ raw: { url = '/' } }: FastifyRequest): string => url.replace(/^https?:\/\/[^/?]*/i, '').split('?', 1)[0] || '/'

/**
 * What the service is told: who asked, under which id; nothing that a client could have made up about that. `Expect` ends here:
 * the client was told to go on, as curl wants to be before it sends a file.
 */
function forwardedHeaders({ id, ip, host, protocol }: FastifyRequest, { expect: _met, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  const parent = traceparent()
  const asked = { 'x-forwarded-for': ip, 'x-forwarded-host': host, 'x-forwarded-proto': protocol }
  return { ...headers, 'x-request-id': id, ...asked, ...(parent === undefined ? {} : { traceparent: parent }) }
}

const unreachable = () =>
  refuse('unavailable', { detail: 'The service behind this operation does not answer', headers: { 'retry-after': '2' } })
