import { Type, type Static, type TSchema } from 'typebox'
import { Id, Timestamp } from './fields.ts'

/**
 * What travels on the bus. `id` is the key of once-only handling; `aggregate_version` grows with every change of the
 * aggregate, so that a projection takes an event only when it is newer than what it holds.
 */
export interface Envelope<Type extends string = string, Data = unknown> {
  readonly id: string
  readonly type: Type
  readonly aggregate_id: string
  readonly aggregate_version: number
  readonly occurred_at: string
  /** W3C Trace Context of the request that caused it. */
  readonly traceparent?: string
  readonly data: Data
}

export const EnvelopeSchema = Type.Object({
  id: Id,
  type: Type.String(),
  aggregate_id: Id,
  aggregate_version: Type.Integer({ minimum: 0 }),
  occurred_at: Timestamp,
  traceparent: Type.Optional(Type.String()),
  data: Type.Unknown(),
})

/** An event declared once: its owner is the file it stands in, its name is past tense. */
export interface EventDeclaration<Data extends TSchema = TSchema> {
  readonly summary: string
  readonly data: Data
}

export const event = <D extends TSchema>(summary: string, data: D): EventDeclaration<D> => ({ summary, data })

export type DataOf<E extends EventDeclaration> = Static<E['data']>

/** Consumer → the event types its queue is bound to. Every adapter declares all of it when it opens. */
export type Topology = Readonly<Record<string, readonly string[]>>
