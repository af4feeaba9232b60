import { commonRefusals, type CommonCode, type Problem } from '@segue/contracts'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { TokenVerifier } from '@segue/identity'
import { answerUnparsed } from './answer-unparsed.ts'
import { reportFault } from './faults.ts'
import { isUnreachable } from './is-unreachable.ts'
import { createLogger } from './log.ts'
import { releases, requestDuration } from './metrics.ts'
import { methodsAt } from './methods-at.ts'
import { measureParts } from './part-metrics.ts'
import { problemOf, Refusal, refuse } from './refusal.ts'
import { release } from './release.ts'
import { requestId } from './request-id.ts'
import { traceIdOf, traceRequests } from './trace-requests.ts'
import { validationErrors, validatorCompiler } from './validation.ts'

export type Server = FastifyInstance

declare module 'fastify' {
  interface FastifyInstance {
    readonly service: string
    readonly verifyToken: TokenVerifier | null
    /** Aborts when the server begins to close, so that long answers end. */
    readonly closing: AbortSignal
    /** Aborts when the service is about to end, `closing` follows. */
    readonly draining: AbortSignal
    readonly drain: () => void
  }
  interface FastifyContextConfig {
    readonly operation?: string
  }
}

export interface ServerOptions {
  readonly service: string
  readonly logLevel: string
  /** Absent on servers that know no callers (edge). */
  readonly verifyToken?: TokenVerifier
  /** Answers what no route does; null leaves it to the problem `not_found`. */
  readonly notFound?: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null
  /** Addresses or networks of proxies whose `x-forwarded-for` is believed; none by default. */
  readonly trustedProxies?: readonly string[]
  /** How long a client may take to send a request, in milliseconds; default 30 s. Long only where files come in. */
  readonly requestTimeout?: number
  /** Largest JSON body; default 1 MiB. */
  readonly bodyLimit?: number
}

/** A server that speaks problem+json, names every request and measures it. */
export function createServer({ service, logLevel, verifyToken, notFound = () => null, trustedProxies = [], requestTimeout = 30_000, bodyLimit = 1_048_576 }: ServerOptions): Server {
  measureParts()
  const loggerInstance: FastifyBaseLogger = createLogger(service, logLevel)
  const server: Server = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: requestId,
    // A fault's line names its request; a logger for each request would cost every one of them.
    childLoggerFactory: (logger) => logger,
    bodyLimit,
    requestTimeout,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, refusalOf(error)),
    forceCloseConnections: 'idle',
    clientErrorHandler: answerUnparsed,
  })
  const allowedAt = methodsAt(server)
  const closing = new AbortController()
  server.decorate('service', service)
  server.decorate('verifyToken', verifyToken ?? null)
  server.decorate('closing', closing.signal)
  const draining = new AbortController()
  server.decorate('draining', draining.signal)
  server.decorate('drain', () => draining.abort())
  server.addHook('preClose', async () => closing.abort())
  server.setValidatorCompiler(validatorCompiler)
  takeEmptyJson(server)
  traceRequests(server, service)
  releases.set({ service, release: release() }, 1)

  // Hooks of every request call back rather than promise: a promise each would cost more than they do.
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  // A connection that is kept would keep the server from closing.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (closing.signal.aborted) reply.header('connection', 'close')
    done(null, payload)
  })
  server.addHook('onResponse', ({ routeOptions }, reply, done) => {
    requestDuration.observe({ service, operation: routeOptions.config.operation ?? 'other', status: reply.statusCode }, reply.elapsedTime / 1000)
    done()
  })
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = refusalOf(error)
    if (refusal.status === 500) {
      const operation = request.routeOptions.config.operation ?? 'other'
      reportFault(request.log, error, { service, operation, request_id: request.id, trace_id: traceIdOf(request) })
    }
    return sendProblem(request, reply, refusal)
  })
  server.setNotFoundHandler((request, reply) => {
    const allowed = allowedAt(pathOf(request))
    const isWrongMethod = allowed.length > 0 && !allowed.includes(request.method)
    if (isWrongMethod) return sendProblem(request, reply, refuse('method_not_allowed', { headers: { allow: allowed.join(', ') } }))
    return notFound(request, reply) ?? sendProblem(request, reply, refuse('not_found'))
  })
  server.get('/health/live', async () => ({ live: true }))
  return server
}

/** Many clients say `application/json` on a POST without a body: that is no body, not a malformed one. */
function takeEmptyJson(server: Server): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.removeContentTypeParser(['application/json', 'text/plain'])
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => (text === '' ? done(null, undefined) : parse(request, text, done)))
}

function refusalOf(error: FastifyError | Error): Refusal {
  if (error instanceof Refusal) return error
  if ('code' in error && isCommonCode(error.code)) return refuse(error.code, { detail: error.message })
  if (isUnreachable(error)) return refuse('unavailable', { detail: 'Something that this needs does not answer right now', headers: { 'retry-after': '2' } })
  if ('validation' in error && Array.isArray(error.validation)) return refuse('invalid_request', { detail: error.message, errors: validationErrors(error.validation) })
  const status = 'statusCode' in error ? error.statusCode : undefined
  const common = Object.entries(commonRefusals).find(([code, [of]]) => of === status && code !== 'invalid_cursor')
  if (common === undefined || status === undefined || status >= 500) return refuse('internal_error')
  return new Refusal(common[0], common[1], { detail: error.message })
}

const isCommonCode = (code: unknown): code is CommonCode => typeof code === 'string' && Object.hasOwn(commonRefusals, code)

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '/'

/** Answers with the problem of a refusal. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const problem: Problem = problemOf(refusal, request.id, pathOf(request))
  return reply
    .status(refusal.status)
    .headers({ 'x-request-id': request.id, 'cache-control': 'no-store', ...refusal.headers })
    .type('application/problem+json')
    .serializer((payload: unknown) => String(payload))
    .send(JSON.stringify(problem))
}
