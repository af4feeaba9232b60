import { randomUUIDv7 } from 'node:crypto'
import { events, type Envelope, type EventData, type EventName } from '@segue/contracts'
import { traceparent } from '@segue/service'
import { CompiledQuery, type Transaction } from 'kysely'
import { Compile, type Validator } from 'typebox/compile'
import { outboxActivity } from './outbox-activity.ts'
import type { MessagingTables } from './tables.ts'

export interface Announcement<N extends EventName> {
  readonly aggregate_id: string
  /** Grows with every change of the aggregate: a reader takes only what is newer. */
  readonly aggregate_version: number
  readonly data: EventData<N>
}

const validators = new Map<EventName, Validator>()

/** Announces beside the change it announces: both commit or neither does. Data that breaks the contract throws. */
export async function emit<N extends EventName, T extends MessagingTables>(tx: Transaction<T>, type: N, announcement: Announcement<N>): Promise<void> {
  const event = envelopeOf(type, announcement)
  // Written out, since it stands in every hot transaction and building it anew takes longer than the rest of this.
  await tx.executeQuery(CompiledQuery.raw('insert into outbox (event) values ($1)', [JSON.stringify(event)]))
  outboxActivity.announce(tx)
}

/** What travels. Data that breaks the contract throws. */
export function envelopeOf<N extends EventName>(type: N, announcement: Announcement<N>): Envelope {
  checkContract(type, announcement.data)
  return { id: randomUUIDv7(), type, occurred_at: new Date().toISOString(), ...announcement, ...traceContext() }
}

/** What the event belongs to, where that is traced. */
function traceContext(): Pick<Envelope, 'traceparent'> {
  const parent = traceparent()
  return parent === undefined ? {} : { traceparent: parent }
}

/** Throws when the data is not what the contract declares. */
export function checkContract(type: EventName, data: unknown): void {
  let validator = validators.get(type)
  if (validator === undefined) validators.set(type, (validator = Compile(events[type].data)))
  if (validator.Check(data)) return
  const [first] = validator.Errors(data)
  throw new TypeError(`${type} breaks its contract: ${first?.instancePath ?? '/'} ${first?.message ?? ''}`)
}
