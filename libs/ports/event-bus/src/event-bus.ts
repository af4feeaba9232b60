import type { Envelope, Topology } from '@segue/contracts'

export interface DeadLetter {
  readonly event: Envelope
  readonly reason: string
  readonly attempts: number
  readonly died_at: string
}

export interface Backlog {
  /** Events that are not handled yet. RabbitMQ doesn't tell of those that handlers of other processes have at the moment. */
  readonly waiting: number
  readonly dead: number
  /**
   * The oldest event that waits has waited this long at least, in milliseconds; 0 when none waits. RabbitMQ has no such figure, so
   * there it is exact for a process whose handlers are all busy; one that only looks counts from its first look on while nobody
   * consumes, and says 0 otherwise.
   */
  readonly oldest_ms: number
}

/** At least once to every consumer that the topology binds, in any order. */
export interface EventBus extends AsyncDisposable {
  /**
   * Resolves once every event is durable in the queue of every consumer bound to its type. When it rejects, some may
   * have been stored: publish them all again, consumers recognise an event by its id. With `to` they go to that one
   * consumer, whatever it is bound to: so an owner announces its state again to one who asked.
   */
  publish(events: readonly Envelope[], options?: PublishOptions): Promise<void>

  /**
   * Hands events to `handle`, at most `concurrency` at once. An event is gone from the queue only after `handle`
   * resolved; when it rejects, or the process dies, the event comes again, and after `delivery_limit` + 1 attempts it
   * becomes a dead letter with the last reason. Disposing the subscription waits for handlers under way.
   */
  consume(consumer: string, handle: (event: Envelope) => Promise<void>, options?: ConsumeOptions): Promise<AsyncDisposable>

  /** Rejects when the broker can't be reached. */
  ping(): Promise<void>
  backlog(consumer: string): Promise<Backlog>
  deadLetters(consumer: string, limit: number): Promise<readonly DeadLetter[]>
  /** Puts dead letters back into the consumer's queue with a fresh count; returns how many. */
  replay(consumer: string): Promise<number>
}

export interface PublishOptions {
  readonly to?: string
}

export interface ConsumeOptions {
  /** Default 8. */
  readonly concurrency?: number
  /** Called when the connection fails or recovers by itself; the subscription goes on. */
  readonly onError?: (error: unknown) => void
}

/** What makes events of `type` go to `consumer`. */
export interface Binding {
  readonly consumer: string
  readonly type: string
}

export interface EventBusOptions {
  readonly topology: Topology
  /**
   * Called at opening with the bindings that are there and that the topology doesn't have: of a version that still runs, or of one
   * that is gone for good. They are kept: only people know which. The queue of a consumer that is gone fills up until it is deleted.
   */
  readonly onLeftover?: (bindings: readonly Binding[]) => void
  /** Re-deliveries before an event becomes a dead letter; default 8. */
  readonly delivery_limit?: number
}
