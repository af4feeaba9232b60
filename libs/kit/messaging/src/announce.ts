import { topology, type Consumer, type Envelope, type EventName } from '@segue/contracts'
import type { EventBus } from '@segue/event-bus'
import { setTimeout as pause } from 'node:timers/promises'

/** One kind of thing that an owner announces, as all of it stands now. */
export interface State {
  readonly name: string
  /** What may be announced of it: a consumer that hears none of these is spared the walk. */
  readonly types: readonly EventName[]
  count(): Promise<number>
  pages(limit: number): AsyncIterable<{ readonly rows: number; readonly events: readonly Envelope[] }>
}

/** Comes before every id that anything has: where a walk by id begins. */
export const beforeEveryId = '00000000-0000-0000-0000-000000000000'

interface Walk<Row> extends Omit<State, 'pages'> {
  /** Up to `limit` rows that follow `after` in the order of their keys; without it the first ones. */
  page(after: Row | undefined, limit: number): Promise<readonly Row[]>
  /** What they are, under the aggregate's version as it is. */
  announce(rows: readonly Row[]): Promise<readonly Envelope[]> | readonly Envelope[]
}

/** Walks a table by its key, a page in memory at a time. What changes behind the walk is announced by whoever changes it. */
export const stateOf = <Row>({ page, announce, ...state }: Walk<Row>): State => ({
  ...state,
  async *pages(limit) {
    for (let after: Row | undefined; ; ) {
      const rows: readonly Row[] = await page(after, limit)
      if (rows.length > 0) yield { rows: rows.length, events: await announce(rows) }
      after = rows.at(-1)
      if (rows.length < limit) return
    }
  },
})

export interface Progress {
  readonly name: string
  readonly done: number
  readonly total: number
  /** How much the consumer has still before it, when it was last asked. */
  readonly waiting: number
}

export interface AnnounceOptions {
  readonly onProgress?: (progress: Progress) => void
  /** Events that may wait in the consumer's queue: what is new goes through the same queue and must not wait for long. Default 2,000. */
  readonly most_waiting?: number
  readonly page?: number
}

const look_every_ms = 100

/**
 * Announces the state of an owner again to one consumer, no faster than that takes it. Events have new ids and the versions that
 * the aggregates have: who knows what is newer ignores them, so it is safe while everything runs, to stop, and to repeat.
 * Rejects when the consumer hears nothing of this owner.
 */
export async function announceState(bus: EventBus, to: Consumer, states: readonly State[], options: AnnounceOptions = {}): Promise<void> {
  const { onProgress = () => {}, most_waiting = 2_000, page = 250 } = options
  const heard = new Set<string>(topology[to])
  const told = states.filter(({ types }) => types.some((type) => heard.has(type)))
  if (told.length === 0) throw new Error(`${to} hears nothing of ${states.map(({ name }) => name).join(', ')}`)

  for (const { name, count, pages } of told) {
    let done = 0
    const total = await count()
    const tell = (waiting: number) => onProgress({ name, done, total, waiting })
    tell(0)
    for await (const { rows, events } of pages(page)) {
      const waiting = await untilRoom(bus, to, most_waiting, tell)
      await bus.publish(events.filter(({ type }) => heard.has(type)), { to })
      done += rows
      tell(waiting)
    }
  }
}

async function untilRoom(bus: EventBus, to: Consumer, most_waiting: number, tell: (waiting: number) => void): Promise<number> {
  for (;;) {
    const { waiting } = await bus.backlog(to)
    if (waiting < most_waiting) return waiting
    tell(waiting)
    await pause(look_every_ms)
  }
}
