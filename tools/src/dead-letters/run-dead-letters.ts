import { parseArgs } from 'node:util'
import { topology, type Topology } from '@segue/contracts'
import { openEventBus, type Binding, type EventBus } from '@segue/event-bus'
import { table } from './table.ts'

export interface Surroundings {
  readonly busUrl: string | undefined
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Default: that of the contracts. */
  readonly topology?: Topology
}

const usage = `Usage: npm run dead-letters -- <command> [--bus URL] [--limit N]

  list                    how many events wait and how many are dead, for each consumer
  list <consumer>         its dead letters, one a line
  show <consumer> [id]    all of a dead letter, as JSON; without an id of each
  replay <consumer>       puts all of them back into the consumer's queue

--bus    where the events are; default SEGUE_BUS_URL
--limit  how many to list or show at most; default 50`

/** What the caller did wrong. */
class Refusal extends Error {}

/** The exit code: 0 when it did what was asked, 1 when it could not, 2 when it did not understand. */
export async function runDeadLetters(args: readonly string[], { busUrl, out, err, topology: bound = topology }: Surroundings): Promise<0 | 1 | 2> {
  try {
    const { command, consumer, id, limit, bus: url = busUrl } = understand(args, bound)
    if (!url) throw new Refusal('Say where the events are: SEGUE_BUS_URL, or --bus')
    await using bus = await openEventBus(url, { topology: bound, onLeftover: (bindings) => err(leftover(bindings)) })
    if (command === 'replay') out(replayed(consumer, await bus.replay(consumer)))
    else if (command === 'show') out(await show(bus, consumer, id, limit))
    else out(consumer === '' ? await overview(bus, Object.keys(bound)) : await list(bus, consumer, limit))
    return 0
  } catch (error) {
    err(error instanceof Error ? error.message : String(error))
    return error instanceof Refusal ? 2 : 1
  }
}

function understand(args: readonly string[], bound: Topology) {
  const { values, positionals } = parsed(args)
  const [command = '', consumer = '', id, ...more] = positionals
  const limit = Number(values.limit)
  if (!['list', 'show', 'replay'].includes(command) || more.length > 0 || (id !== undefined && command !== 'show')) throw new Refusal(usage)
  if (!Number.isSafeInteger(limit) || limit < 1) throw new Refusal('--limit must be a number from 1 on')
  if (consumer === '' && command !== 'list') throw new Refusal(`Say whose: ${Object.keys(bound).join(', ')}`)
  if (consumer !== '' && !Object.hasOwn(bound, consumer)) throw new Refusal(`There is no consumer "${consumer}", only ${Object.keys(bound).join(', ')}`)
  return { command, consumer, id, limit, bus: values.bus }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { bus: { type: 'string' }, limit: { type: 'string', default: '50' } } })
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error })
  }
}

async function overview(bus: EventBus, consumers: readonly string[]): Promise<string> {
  const rows: string[][] = []
  for (const consumer of consumers) {
    const { waiting, dead } = await bus.backlog(consumer)
    rows.push([consumer, String(waiting), String(dead)])
  }
  return table(['consumer', 'waiting', 'dead'], rows)
}

async function list(bus: EventBus, consumer: string, limit: number): Promise<string> {
  const { dead } = await bus.backlog(consumer)
  const letters = await bus.deadLetters(consumer, limit)
  if (letters.length === 0) return `${consumer} has no dead letters.`
  const rows = letters.map(({ event, reason, attempts, died_at }) => [died_at, event.type, event.id, String(attempts), reason])
  const rest = dead > letters.length ? `\n… and ${dead - letters.length} more` : ''
  return table(['died at', 'event', 'id', 'attempts', 'reason'], rows) + rest
}

async function show(bus: EventBus, consumer: string, id: string | undefined, limit: number): Promise<string> {
  const letters = await bus.deadLetters(consumer, id === undefined ? limit : Number.MAX_SAFE_INTEGER)
  const wanted = id === undefined ? letters : letters.filter(({ event }) => event.id === id)
  if (id !== undefined && wanted.length === 0) throw new Error(`${consumer} has no dead letter ${id}`)
  return JSON.stringify(wanted, null, 2)
}

const replayed = (consumer: string, count: number): string => {
  if (count === 0) return `${consumer} has no dead letters.`
  return `${count} ${count === 1 ? 'event is' : 'events are'} back in the queue of ${consumer}. Those that fail again will be here again.`
}

const leftover = (bindings: readonly Binding[]): string =>
  `Bound in the broker, but not by this version: ${bindings.map(({ consumer, type }) => `${consumer} ← ${type}`).join(', ')}`
