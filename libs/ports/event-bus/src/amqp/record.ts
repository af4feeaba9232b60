import type { Topology } from '@segue/contracts'
import type { ChannelModel, GetMessage } from 'amqplib'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binding } from '../event-bus.ts'
import { newRecord } from './message.ts'
import type { Send } from './publisher.ts'
import { NO_LIMIT, queuesOf } from './topology.ts'

const RECORD = 'segue.topology'
const LOCK = 'segue.topology.lock'
const LOCK_WITHIN_MS = 15_000
const LOOK_AGAIN_MS = 50

const keyOf = ({ consumer, type }: Binding) => JSON.stringify([consumer, type])

/**
 * RabbitMQ can't be asked over AMQP what is bound to what. So every opener adds its bindings to a list that lies in a queue of its
 * own, as its one message, and finds there what others bound before. Returns what the topology no longer has.
 */
export async function recordBindings(model: ChannelModel, send: Send, topology: Topology): Promise<Binding[]> {
  const ours = Object.entries(topology).flatMap(([consumer, types]) => types.map((type) => ({ consumer, type })))
  const names = new Set(ours.map(keyOf))
  const channel = await lock(model)
  try {
    await channel.assertQueue(RECORD, { durable: true, arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': NO_LIMIT } })
    const messages: GetMessage[] = []
    for (let message = await channel.get(RECORD); message !== false; message = await channel.get(RECORD)) messages.push(message)
    const found = new Map(messages.flatMap(({ content }) => JSON.parse(content.toString()) as Binding[]).map((one) => [keyOf(one), one]))
    const leftovers = await stillThere(model, [...found.values()].filter((one) => !names.has(keyOf(one))))
    const all = [...ours, ...leftovers]
    const isKnown = messages.length === 1 && all.length === found.size && all.every((one) => found.has(keyOf(one)))
    if (!isKnown) await send([newRecord(RECORD, all)])
    for (const message of messages) {
      if (isKnown) channel.reject(message, true)
      else channel.ack(message)
    }
    return leftovers
  } finally {
    await channel.close().catch(() => {})
    await unlock(model)
  }
}

/** A queue that one connection alone may have: who finds it taken looks again. It goes with the connection. */
async function lock(model: ChannelModel) {
  for (const until = Date.now() + LOCK_WITHIN_MS; ; await sleep(LOOK_AGAIN_MS)) {
    const channel = await model.createChannel()
    channel.on('error', () => {})
    try {
      await channel.assertQueue(LOCK, { exclusive: true, durable: false })
      return channel
    } catch (error) {
      if (Date.now() > until || !String(error).includes('RESOURCE_LOCKED')) throw error
    }
  }
}

async function unlock(model: ChannelModel): Promise<void> {
  const channel = await model.createChannel()
  await channel.deleteQueue(LOCK)
  await channel.close()
}

/** A consumer whose queue an operator deleted is gone for good. */
async function stillThere(model: ChannelModel, bindings: readonly Binding[]): Promise<Binding[]> {
  const there = new Set<string>()
  for (const consumer of new Set(bindings.map((one) => one.consumer))) {
    const channel = await model.createChannel()
    channel.on('error', () => {})
    const isThere = await channel.checkQueue(queuesOf(consumer).waiting).then(() => true, () => false)
    if (!isThere) continue
    there.add(consumer)
    await channel.close()
  }
  return bindings.filter(({ consumer }) => there.has(consumer))
}
