import { expect, test } from 'vitest'
import { watchIndexLag } from './index-lag.ts'

const ago = (ms: number) => ({ occurred_at: new Date(Date.now() - ms).toISOString() })
const backlog = (waiting: number, oldest_ms: number) => ({ backlog: async () => ({ waiting, dead: 0, oldest_ms }) })
const fail = (error: unknown) => expect.fail(String(error))

test('an index that never heard anything is not behind', () => {
  using lag = watchIndexLag(backlog(0, 0), fail)
  expect(lag.now()).toBe(0)
})

test('shows the slowest of the last events', () => {
  using lag = watchIndexLag(backlog(0, 0), fail)
  for (const ms of [40, 900, 300]) lag.handled(ago(ms))
  expect(lag.now()).toBeGreaterThanOrEqual(900)
  expect(lag.now()).toBeLessThan(20_000)
})

test('shows the age of what waits when nothing gets through', async () => {
  using lag = watchIndexLag(backlog(3, 60_000), fail)
  lag.handled(ago(10))
  await expect.poll(() => lag.now(), { timeout: 20_000 }).toBeGreaterThanOrEqual(60_000)
})
