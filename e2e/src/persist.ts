import { setTimeout as sleep } from 'node:timers/promises'
import { ApiProblem } from '@segue/api-client'

const pause_ms = 100

const passes = ({ status, code }: ApiProblem) => status === 0 || status >= 500 || code === 'idempotency_key_in_flight'

/** Sends a write again, as the same one, until it is acknowledged: what a client does while a service is down. */
export async function persist<Result>(write: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof ApiProblem) || !passes(error)) throw error
      await sleep(pause_ms)
    }
  }
}
