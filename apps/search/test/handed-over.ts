import type { Envelope } from '@segue/contracts'
import type { EventBus } from '@segue/event-bus'

/** A bus whose deliveries the test makes itself, so that it decides their order; like any bus it tries again, so many times in all. */
export function handedOver({ attempts }: { readonly attempts: number }) {
  let consumer: (event: Envelope) => Promise<void> = async () => {}
  const unused = () => Promise.reject(new Error('not part of this test'))
  const bus: EventBus = {
    async consume(_, handle) {
      consumer = handle
      return { [Symbol.asyncDispose]: () => Promise.resolve() }
    },
    publish: unused,
    ping: unused,
    backlog: unused,
    deadLetters: unused,
    replay: unused,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  async function deliver(event: Envelope, left = attempts): Promise<void> {
    try {
      await consumer(event)
    } catch (error) {
      if (left === 1) throw error
      await deliver(event, left - 1)
    }
  }
  return { bus, deliver }
}
