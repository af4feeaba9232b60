import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isTracing } from './tracing.ts'

const spans = new WeakMap<FastifyRequest, Span>()

/** A span for each request of an operation, under the caller's `traceparent`; its handler runs inside. Adds nothing where nobody traces. */
export function traceRequests(server: FastifyInstance, service: string): void {
  if (!isTracing()) return
  const tracer = trace.getTracer(service)
  server.addHook('onRequest', (request, { raw }, done) => {
    const { operation } = request.routeOptions.config
    if (operation !== undefined) {
      const attributes = { 'http.request.method': request.method, 'http.route': request.routeOptions.url ?? '', 'segue.request_id': request.id }
      const span = tracer.startSpan(operation, { kind: SpanKind.SERVER, attributes }, propagation.extract(ROOT_CONTEXT, request.headers))
      spans.set(request, span)
      // Comes also where the client went away, and after the last byte of a stream.
      raw.once('close', () => {
        span.setAttribute('http.response.status_code', raw.statusCode)
        if (!raw.writableFinished) span.setAttribute('error.type', 'client_closed_request')
        if (raw.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      })
    }
    done()
  })
  // Here, not earlier: a body that is read in between would lose the context.
  server.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request)
    if (span === undefined) done()
    else context.with(trace.setSpan(context.active(), span), done)
  })
}

/** The id of a request's trace, for logs. */
export const traceIdOf = (request: FastifyRequest): string | undefined => spans.get(request)?.spanContext().traceId
