import type { Envelope } from '@segue/contracts'
import type { Message, Options } from 'amqplib'
import type { DeadLetter } from '../event-bus.ts'
import { DIED } from '../attempts.ts'
import { BROKER_DELIVERY_LIMIT } from './topology.ts'

/** A message as the publisher takes it. */
export interface Outgoing {
  /** Empty: straight to the queue that `key` names. */
  readonly exchange: string
  readonly key: string
  readonly content: Buffer
  /** A message that reaches no queue is an error, unless nobody is known to be bound to it. */
  readonly mandatory: boolean
  readonly properties: Options.Publish
}

/** What the adapter keeps beside an event. */
interface Notes {
  /** Attempts that failed before this message was put where it is. */
  readonly attempts?: number
  readonly reason?: string
  readonly died_at?: string
  /** Milliseconds since 1970; the timestamp of AMQP counts seconds. */
  readonly published_at: number
}

const properties = (id: string, type: string, headers: Notes): Options.Publish => ({
  contentType: 'application/json',
  messageId: id,
  type,
  timestamp: Math.floor(headers.published_at / 1000),
  headers,
})

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const headersOf = ({ properties: { headers = {} } }: Message): Readonly<Record<string, unknown>> => headers

export function newMessage(event: Envelope, exchange: string, key: string, mandatory: boolean): Outgoing {
  return { exchange, key, mandatory, content: Buffer.from(JSON.stringify(event)), properties: properties(event.id, event.type, { published_at: Date.now() }) }
}

/** Not an event: a list that the adapter keeps for itself. */
export const newRecord = (queue: string, list: unknown): Outgoing => ({
  exchange: '',
  key: queue,
  mandatory: true,
  content: Buffer.from(JSON.stringify(list)),
  properties: { contentType: 'application/json' },
})

/** The same event, for another queue, with other notes. */
export function moved(message: Message, queue: string, notes: Partial<Notes>, more: Options.Publish = {}): Outgoing {
  const headers = { published_at: publishedAt(message), ...notes }
  const { messageId, type } = message.properties
  const about = properties(textOf(messageId) ?? '', textOf(type) ?? '', headers)
  return { exchange: '', key: queue, mandatory: true, content: message.content, properties: { ...about, ...more } }
}

export const eventOf = (message: Message): Envelope => JSON.parse(message.content.toString()) as Envelope

/** This attempt's number from 1 on: those noted as failed, and the deliveries of this message that nobody answered. */
export const attemptsOf = (message: Message): number => {
  const headers = headersOf(message)
  return numberOf(headers['attempts']) + numberOf(headers['x-delivery-count']) + 1
}

export const lastReasonOf = (message: Message): string | undefined => textOf(headersOf(message)['reason'])

export const publishedAt = (message: Message): number => numberOf(headersOf(message)['published_at']) || Date.now()

/** What lies in a queue of dead letters. Those that the broker itself put there have its note `x-death` instead of ours. */
export function deadLetterOf(message: Message): DeadLetter {
  const headers = headersOf(message)
  const attempts = numberOf(headers['attempts'])
  const event = readable(message)
  const reason = lastReasonOf(message) ?? DIED
  const death = message.properties.headers?.['x-death']?.[0]
  if (death === undefined) return { event, reason, attempts, died_at: textOf(headers['died_at']) ?? '' }
  return { event, reason, attempts: attempts + BROKER_DELIVERY_LIMIT + 1, died_at: new Date(death.time.value * 1000).toISOString() }
}

/** Somebody else's message may lie there, too, and must not hide the others. */
function readable(message: Message): Envelope {
  try {
    return eventOf(message)
  } catch {
    const { messageId, type } = message.properties
    const data = message.content.toString()
    return { id: textOf(messageId) ?? '', type: textOf(type) ?? '', aggregate_id: '', aggregate_version: 0, occurred_at: '', data }
  }
}
