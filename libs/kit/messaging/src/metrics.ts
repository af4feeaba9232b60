import { Counter, Histogram, lookedUpGauges, metrics } from '@segue/service'

/** `duplicate`: the event was handled before. `failed`: it comes again, or lies with the dead letters. */
export type Outcome = 'handled' | 'duplicate' | 'failed'

export const reactionDuration = new Histogram<'consumer' | 'type' | 'outcome'>({
  name: 'reaction_duration_seconds',
  help: 'Time that a consumer takes over an event',
  labelNames: ['consumer', 'type', 'outcome'],
  buckets: [0.0025, 0.01, 0.025, 0.1, 0.25, 1, 2.5, 10],
  registers: [metrics],
})

export const published = new Counter({
  name: 'outbox_published_total',
  help: 'Events that the bus confirmed',
  registers: [metrics],
})

export const relayFailures = new Counter({
  name: 'outbox_relay_failures_total',
  help: 'Batches that could not be published, and are tried again',
  registers: [metrics],
})

/** What waits in a consumer's queue, told by the processes that consume it. */
export const backlogs = lookedUpGauges(
  {
    event_backlog_waiting: { help: 'Events that wait for a consumer', of: 'max' },
    event_backlog_dead: { help: 'Events that a consumer failed at for good, until they are replayed', of: 'max' },
    event_backlog_oldest_seconds: { help: 'Age of the oldest event that waits for a consumer', of: 'max' },
  },
  ['consumer'],
)

export const outboxes = lookedUpGauges(
  {
    outbox_waiting: { help: 'Events that committed and are not published yet, counted up to 10,000', of: 'sum' },
    outbox_oldest_seconds: { help: 'Age of the oldest of them', of: 'max' },
  },
  [],
)
