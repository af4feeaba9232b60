import type { EventBus, EventBusOptions } from './event-bus.ts'

export type * from './event-bus.ts'
export { Misconfigured } from './misconfigured.ts'

/** The scheme of the URL chooses the adapter; an unknown one is an error at start. What waiting can't cure rejects with `Misconfigured`. */
export async function openEventBus(url: string, options: EventBusOptions): Promise<EventBus> {
  const scheme = new URL(url).protocol
  switch (scheme) {
    case 'postgres:':
      return (await import('./postgres.ts')).openPostgresEventBus(url, options)
    case 'amqp:':
    case 'amqps:':
      return (await import('./amqp.ts')).openAmqpEventBus(url, options)
    default:
      throw new Error(`No event bus for ${scheme} — use postgres://, amqp:// or amqps://`)
  }
}
