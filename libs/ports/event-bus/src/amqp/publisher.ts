import type { ChannelModel } from 'amqplib'
import { ConnectionError } from './connection-error.ts'
import { gathering } from './gathering.ts'
import type { Link } from './link.ts'
import type { Outgoing } from './message.ts'
import { within } from './within.ts'

const PUBLISH_WITHIN_MS = 5_000

/** Resolves once the broker has confirmed every message, each in all of its queues and on the disk. */
export type Send = (messages: readonly Outgoing[]) => Promise<void>

export const sender = (link: Pick<Link<Send>, 'session'>): Send => async (messages) => {
  const send = await link.session()
  await within(PUBLISH_WITHIN_MS, 'Publishing', send(messages))
}

/**
 * One channel on which batches go out without waiting for each other's confirms. A message that was returned is confirmed as
 * well: only the return tells that it reached nobody.
 */
export async function openPublisher(model: ChannelModel): Promise<Send> {
  const channel = await model.createConfirmChannel()
  const gather = gathering(model)
  const unconfirmed = new Set<(error: Error) => void>()
  const returned = new Set<string>()
  let published = 0
  let blocked: Error | undefined

  const setUpAgain = () => void model.close().catch(() => {})
  channel.on('error', () => {})
  channel.on('close', setUpAgain)
  channel.on('return', ({ properties }) => returned.add(String(properties.correlationId)))
  // A broker that is short of disk or memory reads nothing more from those who publish, and confirms nothing.
  model.on('blocked', (reason) => {
    blocked = new ConnectionError(`RabbitMQ takes no messages for now: ${reason}`)
    for (const refuse of unconfirmed) refuse(blocked)
  })
  model.on('unblocked', () => (blocked = undefined))

  const sendOne = ({ exchange, key, content, mandatory, properties }: Outgoing) =>
    new Promise<void>((resolve, reject) => {
      const correlationId = String(++published)
      const options = { ...properties, mandatory, correlationId, persistent: true }
      unconfirmed.add(reject)
      channel.publish(exchange, key, content, options, (error: unknown) => {
        unconfirmed.delete(reject)
        if (error) return reject(new ConnectionError('RabbitMQ did not confirm a message', { cause: error }))
        if (!returned.delete(correlationId)) return resolve()
        reject(new Error(`RabbitMQ returned a message for "${key}": no queue is bound to it`))
        // Somebody deleted the queue; setting up declares it again.
        setUpAgain()
      })
    })

  return async (messages) => {
    if (blocked) throw blocked
    gather()
    await Promise.all(messages.map(sendOne))
  }
}
