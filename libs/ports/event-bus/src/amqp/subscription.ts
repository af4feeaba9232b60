import type { Envelope } from '@segue/contracts'
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib'
import { setTimeout as sleep } from 'node:timers/promises'
import { DIED, reasonOf, retryDelay } from '../attempts.ts'
import { openAcks, type Acks } from './acks.ts'
import { attemptsOf, eventOf, lastReasonOf, moved, publishedAt } from './message.ts'
import type { Send } from './publisher.ts'
import { openSlots } from './slots.ts'
import { queuesOf } from './topology.ts'
import { within } from './within.ts'

export interface SubscriptionOptions {
  readonly consumer: string
  readonly handle: (event: Envelope) => Promise<void>
  readonly concurrency: number
  readonly delivery_limit: number
  readonly send: Send
  readonly onError: (error: unknown) => void
}

export interface Subscription extends AsyncDisposable {
  readonly consumer: string
  readonly onError: (error: unknown) => void
  /** Takes from this connection from now on; once for each. */
  attach(model: ChannelModel): Promise<void>
  /** When the events that its handlers have were published, in milliseconds since 1970. */
  underWay(): readonly number[]
}

const CLOSE_WITHIN_MS = 2_000

/** Hands out and settles the messages of one consumer, as `EventBus.consume` promises. */
export function subscribe({ consumer, handle, concurrency, delivery_limit, send, onError }: SubscriptionOptions): Subscription {
  const queues = queuesOf(consumer)
  const working = new Map<ConsumeMessage, Promise<void>>()
  // Usually as many as RabbitMQ lets us have; but handlers outlive a connection, and the next brings as many again.
  const slots = openSlots(concurrency)
  const stop = new AbortController()
  let attached: { readonly model: ChannelModel; readonly taking: Promise<{ channel: Channel; consumerTag: string; acks: Acks }> } | undefined

  const bury = (message: ConsumeMessage, reason: string, attempts: number) =>
    send([moved(message, queues.dead, { reason, attempts, died_at: new Date().toISOString() })])
  const putOff = (message: ConsumeMessage, reason: string, attempts: number) =>
    send([moved(message, queues.retry, { reason, attempts }, { expiration: retryDelay(attempts) })])

  async function attempt(message: ConsumeMessage): Promise<string | undefined> {
    try {
      await handle(eventOf(message))
      return undefined
    } catch (error) {
      return reasonOf(error)
    }
  }

  /** When it resolves the event is done with, or safe elsewhere. */
  async function settle(message: ConsumeMessage): Promise<void> {
    const attempts = attemptsOf(message)
    if (attempts > delivery_limit + 1) return bury(message, lastReasonOf(message) ?? DIED, delivery_limit + 1)
    const refusal = await attempt(message)
    if (refusal === undefined) return
    await (attempts > delivery_limit ? bury : putOff)(message, refusal, attempts)
  }

  async function work(acks: Acks, message: ConsumeMessage): Promise<void> {
    await slots.take()
    try {
      if (stop.signal.aborted) return
      await settle(message).then(
        () => acks.done(message),
        async (error: unknown) => {
          onError(error)
          await sleep(retryDelay(attemptsOf(message)), undefined, { signal: stop.signal }).catch(() => {})
          acks.giveBack(message)
        },
      )
    } catch {
      // The channel is gone, which its connection tells; the event comes again on another.
    } finally {
      slots.give()
      working.delete(message)
    }
  }

  async function open(model: ChannelModel) {
    const channel = await model.createChannel()
    const setUpAgain = () => {
      if (!stop.signal.aborted) model.close().catch(() => {})
    }
    channel.on('error', onError)
    channel.on('close', setUpAgain)
    await channel.prefetch(concurrency)
    const acks = openAcks(channel, concurrency)
    const { consumerTag } = await channel.consume(queues.waiting, (message) => {
      // The broker ended it: the queue was deleted, or its leader has moved.
      if (message === null) return setUpAgain()
      // What still comes after the end goes back when the channel closes.
      if (stop.signal.aborted) return
      acks.taken(message)
      working.set(message, work(acks, message))
    })
    return { channel, consumerTag, acks }
  }

  return {
    consumer,
    onError,
    async attach(model) {
      if (stop.signal.aborted) return
      if (attached?.model !== model) attached = { model, taking: open(model) }
      await attached.taking
    },
    underWay: () => [...working.keys()].map(publishedAt),
    async [Symbol.asyncDispose]() {
      stop.abort()
      const taking = await attached?.taking.catch(() => undefined)
      if (taking) await within(CLOSE_WITHIN_MS, 'Cancelling', taking.channel.cancel(taking.consumerTag)).catch(() => {})
      await Promise.all(working.values())
      taking?.acks.flush()
      if (taking) await within(CLOSE_WITHIN_MS, 'Closing', taking.channel.close()).catch(() => {})
    },
  }
}
