import { afterAll, beforeAll, describe } from 'vitest'
import { openEventBus } from '@segue/event-bus'
import type { Adapter, Broker } from './adapters.ts'
import { comingAndGoing } from './conformance/coming-and-going.ts'
import { delivery } from './conformance/delivery.ts'
import { failures } from './conformance/failures.ts'
import { outages } from './conformance/outages.ts'
import { pace } from './conformance/pace.ts'
import { topology, type Ground } from './conformance/steps.ts'

/** What every adapter keeps of the interface's promises. */
export function conformance(adapter: Adapter): void {
  const { missing } = adapter
  describe.skipIf(missing)(`an event bus over ${adapter.name}${missing ? ` (${missing})` : ''}`, () => {
    let broker: Broker
    beforeAll(async () => {
      broker = await adapter.start()
    })
    afterAll(() => broker[Symbol.asyncDispose]())

    const ground: Ground = {
      broker: () => broker,
      async openFresh(options = {}) {
        const url = await broker.freshUrl()
        return { url, bus: await openEventBus(url, { topology, ...options }) }
      },
    }
    for (const theme of [delivery, pace, failures, outages, comingAndGoing]) theme(ground)
  })
}
