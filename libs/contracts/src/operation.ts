import { Type, type Static, type TObject, type TSchema } from 'typebox'
import type { Refusals } from './problem.ts'

/** Who may call, the least that is needed. Ownership of a thing is decided by its service. */
export type Access = 'anyone' | 'listener' | 'administrator'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * `json` bodies are validated and never coerced. `form` also takes `multipart/form-data`, read by the handler as a
 * stream. `event-stream` replies are `text/event-stream`, written by the handler.
 */
export type BodyKind = 'json' | 'json-or-form'
export type ReplyKind = 'json' | 'event-stream'

/** `critical`: without it the music stops. `sheddable`: a listener who has to ask again loses a moment. */
export type Criticality = 'critical' | 'sheddable'

/** A limit of its own, counted per address at the public door. */
export interface RateLimit {
  readonly max: number
  readonly window_s: number
}

/**
 * One call of the public API, declared once: validation, serialisation, OpenAPI, the gateway's routes, the access matrix
 * and the client's types all come from it.
 */
export interface Operation<
  Params extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
  Reply extends TSchema = TSchema,
  Code extends string = string,
  Who extends Access = Access,
> {
  readonly id: string
  readonly method: Method
  /** `:name` marks a parameter, as Fastify spells it. */
  readonly path: `/${string}`
  readonly summary: string
  /** What it promises beyond the summary; Markdown. */
  readonly description?: string
  readonly access: Who
  readonly params: Params
  readonly query: Query
  readonly body: Body | null
  readonly body_kind: BodyKind
  readonly reply: { readonly status: 200 | 201 | 202 | 204; readonly body: Reply; readonly kind: ReplyKind }
  /** Refusals of this operation's own; `commonRefusals` are added for all. */
  readonly refusals: Refusals<Code>
  readonly rate_limit?: RateLimit
  /** How long an answer may take where the usual seconds are too few; of a body that is JSON or a form, for the form. */
  readonly deadline_s?: number
  /** What is refused last, or first, when more is asked than can be answered; without it, between the two. */
  readonly criticality?: Criticality
}

export type ParamsOf<O extends Operation> = Static<O['params']>
export type QueryOf<O extends Operation> = Static<O['query']>
export type BodyOf<O extends Operation> = [NonNullable<O['body']>] extends [never] ? undefined : Static<NonNullable<O['body']>>
export type ReplyOf<O extends Operation> = Static<O['reply']['body']>
export type CodeOf<O extends Operation> = keyof O['refusals'] & string

interface Declared<P extends TObject, Q extends TObject, B extends TSchema, R extends TSchema, C extends string, A extends Access> {
  readonly method: Method
  readonly path: `/${string}`
  readonly summary: string
  readonly description?: string
  readonly access: A
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly body_kind?: BodyKind
  readonly reply: { readonly status: 200 | 201 | 202 | 204; readonly body?: R; readonly kind?: ReplyKind }
  readonly refusals?: Refusals<C>
  readonly rate_limit?: RateLimit
  readonly deadline_s?: number
  readonly criticality?: Criticality
}

const nothing = Type.Object({})
const noContent = Type.Null()

/** Fills in what a declaration leaves out: no parameters, no query, no body, no content, no refusals of its own. */
export function operation<
  P extends TObject = typeof nothing,
  Q extends TObject = typeof nothing,
  B extends TSchema = never,
  R extends TSchema = typeof noContent,
  C extends string = never,
  const A extends Access = Access,
>(id: string, declared: Declared<P, Q, B, R, C, A>): Operation<P, Q, B, R, C, A>
export function operation(id: string, declared: Declared<TObject, TObject, TSchema, TSchema, string, Access>): Operation {
  const { params = nothing, query = nothing, body = null, body_kind = 'json', refusals = {}, reply, ...rest } = declared
  return {
    ...rest,
    id,
    params,
    query,
    body,
    body_kind,
    refusals,
    reply: { status: reply.status, body: reply.body ?? noContent, kind: reply.kind ?? 'json' },
  }
}
