import type { Envelope } from '@segue/contracts'
import type { Pool } from 'pg'
import { DIED, reasonOf, retryDelay } from '../attempts.ts'
import type { Listener } from './listener.ts'
import { bury, extend, giveBack, LEASE_MS, settleAndClaim, type Delivery } from './queue.ts'

export interface SubscriptionOptions {
  readonly pool: Pool
  readonly listener: Listener
  readonly consumer: string
  readonly handle: (event: Envelope) => Promise<void>
  readonly concurrency: number
  readonly delivery_limit: number
  readonly onError: (error: unknown) => void
}

/** What NOTIFY did not tell us is found by then: an expired lease, a notification lost with a connection. */
const POLL_MS = 500
const AFTER_ERROR_MS = 250

/** A flag to sleep on: `wait` resolves at the next `set`, at once when it was set meanwhile, and after `timeout_ms` anyway. */
function signal() {
  let isSet = false
  let resolve = () => {}
  const set = () => {
    isSet = true
    resolve()
  }
  const wait = async (timeout_ms: number) => {
    if (!isSet) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, timeout_ms)
        resolve = () => {
          clearTimeout(timer)
          done()
        }
      })
    }
    isSet = false
  }
  return { set, wait } as const
}

/** Claims, hands out and settles the messages of one consumer, as `EventBus.consume` promises. */
export function subscribe({ pool, listener, consumer, handle, concurrency, delivery_limit, onError }: SubscriptionOptions): AsyncDisposable {
  const underWay = new Set<Delivery>()
  let handled: string[] = []
  const stop = new AbortController()
  const { set: wake, wait: untilWoken } = signal()
  const listening = listener.on(consumer, wake, onError)
  const inHandlers = new Set<Delivery>()
  let extension = Promise.resolve()
  const extending = setInterval(() => {
    if (inHandlers.size > 0) extension = extend(pool, [...inHandlers]).catch(onError)
  }, LEASE_MS / 4)

  async function refuse(delivery: Delivery, reason: string): Promise<void> {
    const { attempts } = delivery
    // One that is on its way would put the retry off to the end of a lease.
    await extension
    if (attempts > delivery_limit) return bury(pool, delivery, reason, Math.min(attempts, delivery_limit + 1))
    await giveBack(pool, delivery, reason, retryDelay(attempts))
    setTimeout(wake, retryDelay(attempts)).unref()
  }

  async function attempt(delivery: Delivery): Promise<string | undefined> {
    inHandlers.add(delivery)
    try {
      await handle(delivery.event)
      return undefined
    } catch (error) {
      return reasonOf(error)
    } finally {
      inHandlers.delete(delivery)
    }
  }

  async function work(delivery: Delivery): Promise<void> {
    underWay.add(delivery)
    try {
      if (delivery.attempts > delivery_limit + 1) {
        // Its last attempt never ended: the process died, or hung until the lease was gone.
        await refuse(delivery, delivery.last_error ?? DIED)
      } else {
        const refusal = await attempt(delivery)
        if (refusal === undefined) handled.push(delivery.id)
        else await refuse(delivery, refusal)
      }
    } catch (error) {
      // The database could not be told; the lease will run out, and the message comes again.
      onError(error)
    } finally {
      underWay.delete(delivery)
      wake()
    }
  }

  async function round(): Promise<boolean> {
    const free = stop.signal.aborted ? 0 : concurrency - underWay.size
    const settling = handled
    if (free === 0 && settling.length === 0) return false
    handled = []
    try {
      const claimed = await settleAndClaim(pool, consumer, settling, free)
      for (const delivery of claimed.toSorted((a, b) => Number(a.id) - Number(b.id))) void work(delivery)
      return claimed.length === free && free > 0
    } catch (error) {
      handled.push(...settling)
      onError(error)
      await untilWoken(AFTER_ERROR_MS)
      return false
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted || underWay.size > 0) {
      const more = await round()
      if (!more || underWay.size >= concurrency) await untilWoken(POLL_MS)
    }
    await round()
  }

  const running = run()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      wake()
      await running
      clearInterval(extending)
      listening[Symbol.dispose]()
    },
  }
}
