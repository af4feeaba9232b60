import type { Channel, ChannelModel, GetMessage } from 'amqplib'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DeadLetter } from '../event-bus.ts'
import { deadLetterOf, moved } from './message.ts'
import type { Send } from './publisher.ts'
import { queuesOf } from './topology.ts'

/** RabbitMQ holds back what a channel settles in bursts of more than 32, and forgets it when the channel closes before it got through. */
const BATCH = 16
const BACK_WITHIN_MS = 1_000
const LOOK_AGAIN_MS = 5

/**
 * `limit` dead letters at most, in the order of their deaths. They are taken and put back one by one, since RabbitMQ returns them in
 * any order when it is left to the end of the channel; whoever looks or counts meanwhile finds fewer.
 */
export async function listDead(model: ChannelModel, consumer: string, limit: number): Promise<DeadLetter[]> {
  await using taking = await openTaking(model, queuesOf(consumer).dead)
  const messages = await taking.take(limit)
  for (const message of messages) taking.channel.reject(message, true)
  await untilBack(taking.channel, queuesOf(consumer).dead, messages.length)
  return messages.map(deadLetterOf).toSorted((a, b) => a.died_at.localeCompare(b.died_at))
}

/** Each goes back before it leaves here: who is killed in between leaves some in both places, and none in neither. */
export async function replayDead(model: ChannelModel, consumer: string, send: Send): Promise<number> {
  const { waiting, dead } = queuesOf(consumer)
  await using taking = await openTaking(model, dead)
  // Those that die meanwhile are for the next replay. A queue whose leader is busy answers 0, which is no reason not to look.
  const atMost = Math.max((await taking.channel.checkQueue(dead)).messageCount, BATCH)
  let replayed = 0
  while (replayed < atMost) {
    const batch = await taking.take(Math.min(BATCH, atMost - replayed))
    if (batch.length === 0) break
    await send(batch.map((message) => moved(message, waiting, { published_at: Date.now() })))
    for (const message of batch) taking.channel.ack(message)
    replayed += batch.length
  }
  return replayed
}

/** RabbitMQ puts them back a moment later; who counts or replays next should find them all. Somebody else may replay them meanwhile. */
async function untilBack(channel: Channel, queue: string, count: number): Promise<void> {
  for (const until = Date.now() + BACK_WITHIN_MS; Date.now() < until; await sleep(LOOK_AGAIN_MS)) {
    if ((await channel.checkQueue(queue)).messageCount >= count) return
  }
}

async function openTaking(model: ChannelModel, queue: string) {
  const channel = await model.createChannel()
  // The call that failed rejects with the same.
  channel.on('error', () => {})
  return {
    channel,
    async take(limit: number): Promise<GetMessage[]> {
      const messages: GetMessage[] = []
      while (messages.length < limit) {
        const message = await channel.get(queue)
        if (message === false) break
        messages.push(message)
      }
      return messages
    },
    [Symbol.asyncDispose]: () => channel.close().catch(() => {}),
  }
}
