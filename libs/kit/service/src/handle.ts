import type { Access, BodyOf, CodeOf, Operation, ParamsOf, QueryOf, ReplyOf } from '@segue/contracts'
import type { RepeatClaim } from '@segue/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { IsOptional } from 'typebox'
import { cachePolicy } from './cache-policy.ts'
import { callerOf, checkAccess, type Caller } from './caller.ts'
import { Refusal, refuse, type RefusalExtra } from './refusal.ts'
import { repeatClaimOf } from './repeat-claim.ts'
import type { Server } from './server.ts'

type CallerFor<A extends Access> = A extends 'anyone' ? Caller | null : Caller

/** What a handler is given: validated input, who calls, and ways to refuse. */
export interface Call<O extends Operation> {
  readonly params: ParamsOf<O>
  readonly query: QueryOf<O>
  readonly body: BodyOf<O>
  readonly caller: CallerFor<O['access']>
  /** Set when the client sent an `Idempotency-Key`: hand it to `repeatable`. */
  readonly claim: RepeatClaim | null
  /** Makes one of the operation's declared refusals; a code it does not declare doesn't compile. */
  readonly refuse: (code: CodeOf<O>, extra?: RefusalExtra) => Refusal
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** A reply serialised once and shared by many answers, where the same bytes go to everyone. */
export class Prepared {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

/** Serves an operation: `fn` gets validated input and returns the body of the declared reply. */
export function handle<O extends Operation>(server: Server, operation: O, fn: (call: Call<O>) => Promise<ReplyOf<O> | Prepared>): void {
  const { id, method, path, access, params, query, body, body_kind, reply, refusals } = operation
  const json = reply.kind === 'json' && reply.status !== 204
  server.route({
    method,
    url: path,
    config: { operation: id },
    schema: { params, querystring: query, ...(body === null || body_kind !== 'json' ? {} : { body }), ...(json ? { response: { [reply.status]: reply.body } } : {}) },
    ...(body !== null && IsOptional(body) ? { preValidation: takeNoBody } : {}),
    onRequest: async (request) => {
      const caller = await callerOf(request)
      checkAccess(access, caller)
      callers.set(request, caller)
    },
    ...(method === 'GET' && json ? { onSend: cachePolicy } : {}),
    handler: async (request, answer) => {
      const caller = callers.get(request) ?? null
      const call = {
        params: request.params,
        query: request.query,
        body: request.body,
        caller,
        claim: repeatClaimOf(request, id, caller),
        refuse: (code: string, extra?: RefusalExtra) => new Refusal(code, refusals[code] ?? [500, code], extra),
        request,
        reply: answer,
      }
      checkPage(request.query)
      // Fastify's validation has made the input what the operation's schemas say.
      const result = await fn(call as Call<O>)
      if (answer.sent || reply.kind === 'event-stream') return answer
      if (answer.statusCode === 200) answer.status(reply.status)
      if (result instanceof Prepared) return answer.type('application/json; charset=utf-8').send(result.json)
      return reply.status === 204 ? answer.send() : answer.send(result)
    },
  })
}

/** Left out is empty; `null` is a body, and not the right one. */
async function takeNoBody(request: FastifyRequest): Promise<void> {
  if (request.body === undefined) request.body = {}
}

const callers = new WeakMap<FastifyRequest, Caller | null>()

/** Deep pages cost more than they are worth: past 10,000 nobody pages, and no engine likes to. */
function checkPage(query: unknown): void {
  if (typeof query !== 'object' || query === null || !('offset' in query) || !('limit' in query)) return
  if (Number(query.offset) + Number(query.limit) > 10_000) throw refuse('invalid_request', { detail: 'offset + limit may not pass 10,000', errors: [{ path: '/offset', message: 'offset + limit may not pass 10,000' }] })
}

