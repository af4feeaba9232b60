import { openEventBus } from '@segue/event-bus'

/** A process that takes events, says so, and never finishes one: for tests that kill or freeze it. */
const [url = '', consumer = '', type = ''] = process.argv.slice(2)
const bus = await openEventBus(url, { topology: { [consumer]: [type] } })
await bus.consume(consumer, ({ id }) => {
  process.stdout.write(`${id}\n`)
  return new Promise(() => {})
})
