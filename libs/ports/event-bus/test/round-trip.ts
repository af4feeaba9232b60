import { randomUUID } from 'node:crypto'
import { openEventBus } from '@segue/event-bus'

/** A process that publishes events to itself and says how many came: for tests of what only a process's environment can set. */
const [url = '', count = '1'] = process.argv.slice(2)
await using bus = await openEventBus(url, { topology: { search: ['song.published'] } })
const events = Array.from({ length: Number(count) }, (_, n) => ({
  id: randomUUID(), type: 'song.published', aggregate_id: randomUUID(), aggregate_version: 1, occurred_at: new Date().toISOString(), data: { n },
}))
const missing = new Set<string>(events.map(({ id }) => id))
const arrived = Promise.withResolvers<void>()
await using _search = await bus.consume('search', async ({ id }) => {
  missing.delete(id)
  if (missing.size === 0) arrived.resolve()
})
await bus.publish(events)
await arrived.promise
process.stdout.write(`${count} arrived\n`)
