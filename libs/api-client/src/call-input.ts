import type { BodyOf, Operation, ParamsOf } from '@segue/contracts'
import type { Static, TObject, TOptional, TSchema, TString } from 'typebox'

/** What any call may be given beside the operation's own input. */
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** Makes a write safe to repeat: the same key and body get the same answer for 24 h. */
  readonly idempotency_key?: string | undefined
  /** The version that the change is based on; another one is 412. A number is spelled as an entity tag. */
  readonly if_match?: number | string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * What a caller must say in a query: required text. Numbers and choices that are not optional have a default in every
 * declaration (a test looks), which TypeBox's types do not show.
 */
type RequiredIn<Q extends TObject> = {
  [K in keyof Q['properties']]: Q['properties'][K] extends TOptional ? never : Q['properties'][K] extends TString ? K : never
}[keyof Q['properties']]

export type QueryInputOf<O extends Operation> = { readonly [K in RequiredIn<O['query']>]: Static<O['query']['properties'][K]> } & {
  readonly [K in Exclude<keyof O['query']['properties'], RequiredIn<O['query']>>]?: Static<O['query']['properties'][K]> | undefined
}

type ParamsInput<O extends Operation> = [keyof O['params']['properties']] extends [never] ? unknown : { readonly params: ParamsOf<O> }

type QueryInput<O extends Operation> = [keyof O['query']['properties']] extends [never]
  ? unknown
  : [RequiredIn<O['query']>] extends [never]
    ? { readonly query?: QueryInputOf<O> | undefined }
    : { readonly query: QueryInputOf<O> }

type BodyInput<O extends Operation> = [O['body']] extends [null]
  ? unknown
  : [Exclude<O['body'], null>] extends [TOptional<TSchema>]
    ? { readonly body?: BodyOf<O> | undefined }
    : { readonly body: BodyOf<O> }

/** Parameters, query and body as the operation declares them; each is there only where it is declared. */
export type CallInput<O extends Operation> = ParamsInput<O> & QueryInput<O> & BodyInput<O> & CallOptions

/** The input may be left out when nothing in it is required. */
export type CallArguments<O extends Operation> = {} extends CallInput<O> ? [input?: CallInput<O>] : [input: CallInput<O>]
