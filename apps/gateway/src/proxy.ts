import type { IncomingHttpHeaders } from 'node:http'
import replyFrom from '@fastify/reply-from'
import type { Operation } from '@segue/contracts'
import { Refusal, refuse, traceparent, type Server } from '@segue/service'
import type { FastifyRequest } from 'fastify'
import { canDrain, checkBodySize, isForm, relayBody } from './check-body-size.ts'
import type { Limits } from './limits.ts'
import type { Admit } from './shed-load.ts'

/** A client hears after two seconds at most what became of a read, after five of a write: the way back is counted in. */
const usual_ms = (method: string): number => (method === 'GET' ? 1_800 : 4_500)
/** Its own deadline; where files come as forms that is theirs, and JSON is answered as quickly as anything. */
function ownDeadline(operation: Operation, request: FastifyRequest): number | undefined {
  const { deadline_s, body_kind } = operation
  if (deadline_s === undefined || (body_kind === 'json-or-form' && !isForm(operation, request))) return undefined
  return deadline_s * 1_000
}
/** Above what may be open, for event streams and uploads, which take theirs for as long as they last. */
const connections = 4_096

export interface Door {
  readonly limits: Limits
  readonly admit: Admit
}

/** Forwards the operations of one service, bodies and answers as streams. */
export async function proxyOperations(server: Server, upstream: string, operations: readonly Operation[], { limits, admit }: Door): Promise<void> {
  await server.register(async (scope) => {
    await scope.register(replyFrom, { base: upstream, disableRequestLogging: true, undici: { connections, pipelining: 1 } })
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, body, done) => done(null, body))
    for (const operation of operations) {
      const { id, method, path } = operation
      scope.route({
        method,
        url: path,
        config: { operation: id, rateLimit: limits.of(operation) },
        onRequest: [admit(operation, (request) => ownDeadline(operation, request) === undefined), ...(method === 'GET' ? [] : [checkBodySize(operation)])],
        // A read has no body to look at.
        ...(method === 'GET' ? {} : { preParsing: relayBody(operation) }),
        handler: async (request, reply) =>
          reply.from(pathOf(request), {
            timeout: ownDeadline(operation, request) ?? usual_ms(method),
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
