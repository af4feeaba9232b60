import type { Operation, ReplyOf } from '@segue/contracts'
import { ApiProblem, problemOf } from './api-problem.ts'
import type { CallArguments, CallOptions } from './call-input.ts'
import { operationUrl, type UrlValues } from './operation-url.ts'

export interface ClientOptions {
  /** The public door without a slash at the end; '' in a page that it served itself. */
  readonly url: string
  /** Asked before every call; without a token the call is anonymous. */
  readonly token?: () => string | null | Promise<string | null>
  readonly fetch?: typeof globalThis.fetch
  /** Sees every answer, whatever its status, before it is read. */
  readonly onResponse?: (response: Response, operation: Operation) => void
}

export interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

/** Everything throws `ApiProblem` when the answer is not 2xx, and the signal's reason when it aborts. */
export interface Client {
  /** The body of the reply; null where there is no content. */
  call<O extends Operation>(operation: O, ...input: CallArguments<O>): Promise<ReplyOf<O>>
  /** The reply with its status and headers. */
  send<O extends Operation>(operation: O, ...input: CallArguments<O>): Promise<Answer<ReplyOf<O>>>
  /** The answer with its body unread: for `readEventStream`. */
  open<O extends Operation>(operation: O, ...input: CallArguments<O>): Promise<Response>
}

interface AnyInput extends CallOptions {
  readonly params?: UrlValues
  readonly query?: UrlValues
  readonly body?: unknown
}

/** A client of the public API, typed by the declarations that the server validates with. Needs `fetch` and nothing else. */
export function createClient({ url, token = () => null, fetch = (input, init) => globalThis.fetch(input, init), onResponse }: ClientOptions): Client {
  async function request(operation: Operation, { params, query, body, signal, ...options }: AnyInput = {}): Promise<Response> {
    const address = operationUrl(url, operation.path, params, query)
    const headers = headersOf(options, await token(), operation, body !== undefined)
    const init: RequestInit = { method: operation.method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}) }
    const response = await fetch(address, init).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : unreachable(error)
    })
    onResponse?.(response, operation)
    if (!response.ok) throw await problemOf(response)
    return response
  }

  async function answerOf<O extends Operation>(operation: O, input: AnyInput | undefined): Promise<Answer<ReplyOf<O>>> {
    const response = await request(operation, input)
    return { status: response.status, headers: response.headers, body: await bodyOf<ReplyOf<O>>(response, input?.signal) }
  }

  return {
    call: async (operation, ...[input]) => (await answerOf(operation, input)).body,
    send: (operation, ...[input]) => answerOf(operation, input),
    open: (operation, ...[input]) => request(operation, input),
  }
}

function headersOf({ headers, idempotency_key, if_match }: CallOptions, token: string | null, { reply }: Operation, hasBody: boolean): Record<string, string> {
  return {
    accept: reply.kind === 'event-stream' ? 'text/event-stream' : 'application/json, application/problem+json',
    ...(hasBody ? { 'content-type': 'application/json' } : {}),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(idempotency_key === undefined ? {} : { 'idempotency-key': idempotency_key }),
    ...(if_match === undefined ? {} : { 'if-match': typeof if_match === 'number' ? `"${if_match}"` : if_match }),
    ...headers,
  }
}

const unreachable = (cause: unknown): ApiProblem => new ApiProblem({ status: 0, code: 'unreachable', title: 'The server can not be reached' }, { cause })

/** The server serialised the reply by the operation's own schema; the client trusts it. */
async function bodyOf<Body>(response: Response, signal: AbortSignal | undefined): Promise<Body>
async function bodyOf(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw signal?.aborted ? signal.reason : unreachable(error)
  })
  if (response.status === 204) return null
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ApiProblem({ status: response.status, code: 'unexpected_answer', title: 'The server answered with something that is not JSON' }, { cause })
  }
}
