import type { Topology } from '@segue/contracts'
import type { ChannelModel } from 'amqplib'

/** Events go here under their type; each queue is bound to the types of its consumer. */
export const EXCHANGE = 'segue.events'

/**
 * How often the broker itself lets an event come back, its process dead each time, before it sets it aside. The adapter does so much
 * earlier, with the reason; this is for events that it never gets to look at. A queue can't change it, so it is no option.
 */
export const BROKER_DELIVERY_LIMIT = 100
/** RabbitMQ 4 has a limit of its own, which a queue that is looked into often would reach. */
export const NO_LIMIT = 2 ** 31 - 1

export interface Queues {
  readonly waiting: string
  /** Where a refused event waits out its delay; the broker then moves it back. */
  readonly retry: string
  readonly dead: string
}

export const queuesOf = (consumer: string): Queues => {
  const waiting = `segue.${consumer}`
  return { waiting, retry: `${waiting}.retry`, dead: `${waiting}.dead` }
}

/**
 * Moves what leaves the queue unhandled to another. At most once, the default, would lose it silently whenever the other has no
 * leader; at least once needs `reject-publish`, without which RabbitMQ falls back to at most once, as silently.
 */
const movingTo = (queue: string) => ({
  'x-dead-letter-exchange': '',
  'x-dead-letter-routing-key': queue,
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish',
})

/** Declares what is missing. Rejects when something of that name is there but declared otherwise. */
export async function declareTopology(model: ChannelModel, topology: Topology): Promise<void> {
  const channel = await model.createChannel()
  // The call that failed rejects with the same.
  channel.on('error', () => {})
  const declare = (name: string, parameters: Readonly<Record<string, unknown>>) =>
    channel.assertQueue(name, { durable: true, arguments: { 'x-queue-type': 'quorum', ...parameters } })
  await channel.assertExchange(EXCHANGE, 'direct', { durable: true })
  for (const [consumer, types] of Object.entries(topology)) {
    const { waiting, retry, dead } = queuesOf(consumer)
    await declare(dead, { 'x-delivery-limit': NO_LIMIT })
    await declare(waiting, { 'x-delivery-limit': BROKER_DELIVERY_LIMIT, ...movingTo(dead) })
    await declare(retry, movingTo(waiting))
    for (const type of types) await channel.bindQueue(waiting, EXCHANGE, type)
  }
  await channel.close()
}
