import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import type { Envelope } from '@segue/contracts'
import type { EventBus, EventBusOptions } from '@segue/event-bus'
import type { Broker } from '../adapters.ts'

export const topology = { search: ['song.published', 'song.deleted'], playlist: ['song.published'] }
export const patience = { timeout: 25_000, interval: 20 }

/** The broker under test, once it has started. */
export interface Ground {
  broker(): Broker
  /** A bus with nothing in it. */
  openFresh(options?: Partial<EventBusOptions>): Promise<{ readonly url: string; readonly bus: EventBus }>
}

export const song = (type = 'song.published', data: unknown = {}): Envelope => ({
  id: randomUUID(), type, aggregate_id: randomUUID(), aggregate_version: 1, occurred_at: new Date().toISOString(), data,
})
export const songs = (count: number, type?: string) => Array.from({ length: count }, (_, n) => song(type, { n }))
export const ids = (events: readonly Envelope[]) => events.map(({ id }) => id).toSorted()

/** Consumes into a list. */
export async function collect(bus: EventBus, consumer: string, concurrency = 8) {
  const seen: Envelope[] = []
  const subscription = await bus.consume(consumer, async (event) => void seen.push(event), { concurrency })
  return { seen, [Symbol.asyncDispose]: () => subscription[Symbol.asyncDispose]() }
}

export const empty = (bus: EventBus, consumer: string) =>
  vi.waitFor(async () => expect(await bus.backlog(consumer)).toMatchObject({ waiting: 0 }), patience)
