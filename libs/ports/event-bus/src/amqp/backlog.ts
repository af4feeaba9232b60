import type { ChannelModel } from 'amqplib'
import type { Backlog } from '../event-bus.ts'
import { queuesOf } from './topology.ts'

/** Counts what lies in the queues, and adds what this process's handlers have: the broker counts only what nobody has. */
export function watchBacklog() {
  /** Since when this process sees events wait for a consumer without any process. */
  const unattendedSince = new Map<string, number>()

  return async (model: ChannelModel, consumer: string, underWay: readonly number[]): Promise<Backlog> => {
    const queues = queuesOf(consumer)
    const channel = await model.createChannel()
    channel.on('error', () => {})
    const ready = await channel.checkQueue(queues.waiting)
    const retry = await channel.checkQueue(queues.retry)
    const dead = await channel.checkQueue(queues.dead)
    await channel.close()

    const now = Date.now()
    const waiting = ready.messageCount + retry.messageCount + underWay.length
    const isUnattended = waiting > 0 && ready.consumerCount === 0
    if (!isUnattended) unattendedSince.delete(consumer)
    else if (!unattendedSince.has(consumer)) unattendedSince.set(consumer, now)
    const since = Math.min(now, unattendedSince.get(consumer) ?? now, ...underWay)
    return { waiting, dead: dead.messageCount, oldest_ms: now - since }
  }
}
