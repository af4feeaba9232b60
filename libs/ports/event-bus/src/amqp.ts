import type { ChannelModel } from 'amqplib'
import { watchBacklog } from './amqp/backlog.ts'
import { listDead, replayDead } from './amqp/dead-letters.ts'
import { openLink } from './amqp/link.ts'
import { newMessage } from './amqp/message.ts'
import { openPublisher, sender } from './amqp/publisher.ts'
import { recordBindings } from './amqp/record.ts'
import { subscribe, type Subscription } from './amqp/subscription.ts'
import { BROKER_DELIVERY_LIMIT, declareTopology, EXCHANGE, queuesOf } from './amqp/topology.ts'
import { within } from './amqp/within.ts'
import { CONCURRENCY, DELIVERY_LIMIT } from './attempts.ts'
import type { EventBus, EventBusOptions } from './event-bus.ts'
import { Misconfigured } from './misconfigured.ts'

const ASK_WITHIN_MS = 5_000

/**
 * Events through RabbitMQ, a quorum queue for each consumer. Publishing has a connection of its own: a broker short of disk or
 * memory stops reading from those who publish, and acknowledgements must still get through.
 */
export async function openAmqpEventBus(url: string, options: EventBusOptions): Promise<EventBus> {
  const { topology, delivery_limit = DELIVERY_LIMIT, onLeftover = () => {} } = options
  if (delivery_limit >= BROKER_DELIVERY_LIMIT) throw new Misconfigured(`delivery_limit must be below ${BROKER_DELIVERY_LIMIT}`)
  await using opening = new AsyncDisposableStack()
  const subscriptions = new Set<Subscription>()
  const bound = new Set(Object.values(topology).flat())
  const backlog = watchBacklog()

  const publishing = opening.use(
    await openLink({
      url,
      name: 'segue-bus-publish',
      async setUp(model) {
        await declareTopology(model, topology)
        return openPublisher(model)
      },
      // Whoever publishes hears of it.
      onError: () => {},
    }),
  )
  const consuming = opening.use(
    await openLink<ChannelModel>({
      url,
      name: 'segue-bus-consume',
      async setUp(model) {
        await declareTopology(model, topology)
        // One that is added meanwhile is still met by this loop; a later one finds the session.
        for (const subscription of subscriptions) await subscription.attach(model)
        return model
      },
      onError: (error) => subscriptions.forEach(({ onError }) => onError(error)),
    }),
  )
  const send = sender(publishing)
  const leftovers = await recordBindings(await consuming.session(), send, topology)
  if (leftovers.length > 0) onLeftover(leftovers)

  const known = (consumer: string) => {
    if (!Object.hasOwn(topology, consumer)) throw new Error(`The topology has no consumer "${consumer}"`)
  }
  const ask = async <T>(what: string, question: (model: ChannelModel) => Promise<T>): Promise<T> =>
    within(ASK_WITHIN_MS, what, question(await consuming.session()))

  opening.defer(() => Promise.all([...subscriptions].map((subscription) => subscription[Symbol.asyncDispose]())).then(() => {}))
  const open = opening.move()
  let closing: Promise<void> | undefined
  return {
    async publish(events, { to } = {}) {
      if (to !== undefined) known(to)
      if (events.length === 0) return
      await send(
        to === undefined
          ? events.map((event) => newMessage(event, EXCHANGE, event.type, bound.has(event.type)))
          : events.map((event) => newMessage(event, '', queuesOf(to).waiting, true)),
      )
    },
    async consume(consumer, handle, { concurrency = CONCURRENCY, onError = () => {} } = {}) {
      known(consumer)
      const subscription = subscribe({ consumer, handle, concurrency, delivery_limit, send, onError })
      subscriptions.add(subscription)
      // While the connection is away its next setup attaches.
      await consuming.session().then((model) => subscription.attach(model)).catch(onError)
      return {
        async [Symbol.asyncDispose]() {
          await subscription[Symbol.asyncDispose]()
          subscriptions.delete(subscription)
        },
      }
    },
    ping: () =>
      ask('Ping', async (model) => {
        const channel = await model.createChannel()
        await channel.close()
      }),
    backlog: (consumer) =>
      ask('Counting', (model) =>
        backlog(model, consumer, [...subscriptions].filter((one) => one.consumer === consumer).flatMap((one) => one.underWay()))),
    // These take as long as there are letters; a broker that hangs ends them with its connection.
    deadLetters: async (consumer, limit) => listDead(await consuming.session(), consumer, limit),
    replay: async (consumer) => replayDead(await consuming.session(), consumer, send),
    [Symbol.asyncDispose]: () => (closing ??= open.disposeAsync()),
  }
}
