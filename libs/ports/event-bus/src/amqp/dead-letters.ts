import type { ChannelModel, GetMessage } from 'amqplib'
import type { DeadLetter } from '../index.ts'
import { deadLetterOf, moved } from './message.ts'
import type { Send } from './publisher.ts'
import { queuesOf } from './topology.ts'

const BATCH = 100

/** The oldest dead letters, `limit` at most. They are taken and, with the channel's end, put back where they were. */
export async function listDead(model: ChannelModel, consumer: string, limit: number): Promise<DeadLetter[]> {
  await using taking = await openTaking(model, queuesOf(consumer).dead)
  return (await taking.take(limit)).map(deadLetterOf)
}

/** Each goes back before it leaves here: who is killed in between leaves some in both places, and none in neither. */
export async function replayDead(model: ChannelModel, consumer: string, send: Send): Promise<number> {
  const { waiting, dead } = queuesOf(consumer)
  await using taking = await openTaking(model, dead)
  // Those that die meanwhile are for the next replay.
  const { messageCount } = await taking.channel.checkQueue(dead)
  let replayed = 0
  while (replayed < messageCount) {
    const batch = await taking.take(Math.min(BATCH, messageCount - replayed))
    if (batch.length === 0) break
    await send(batch.map((message) => moved(message, waiting, { published_at: Date.now() })))
    for (const message of batch) taking.channel.ack(message)
    replayed += batch.length
  }
  return replayed
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
