import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCache } from '@segue/cache'
import { openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'
import { startRedis } from '@segue/native'
import { createServer, metrics } from '@segue/service'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'

createServer({ service: 'jukebox', logLevel: 'silent' })

const patiently = { timeout: 20_000, interval: 100 }

/** What Prometheus would read of the figures that begin so, by their labels. */
async function told(prefix: string): Promise<Readonly<Record<string, number>>> {
  const lines = (await metrics.metrics()).split('\n').filter((line) => line.startsWith(prefix))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

test('of a database one sees who has its connections and how many wait for one', async () => {
  await using own = await testDatabase()
  const db = openDatabase(own.url, { application_name: 'jukebox', max: 2 })
  const labels = '{service="jukebox",role="primary"}'
  const figures = (size: number, in_use: number, idle: number, waiting: number) => ({
    [`database_pool_size${labels}`]: size,
    [`database_pool_in_use${labels}`]: in_use,
    [`database_pool_idle${labels}`]: idle,
    [`database_pool_waiting${labels}`]: waiting,
  })
  expect(await told('database_pool_')).toEqual(figures(2, 0, 0, 0))

  const leaving = Promise.withResolvers<void>()
  const working = Array.from({ length: 2 }, () => db.connection().execute(() => leaving.promise))
  const late = sql`select 1`.execute(db)
  await vi.waitFor(async () => expect(await told('database_pool_')).toEqual(figures(2, 2, 0, 1)), { timeout: 1_900, interval: 50 })
  leaving.resolve()
  await Promise.all([...working, late])
  await vi.waitFor(async () => expect(await told('database_pool_')).toEqual(figures(2, 0, 2, 0)), patiently)
  await db.destroy()
  await vi.waitFor(async () => expect(await told('database_pool_')).toEqual({}), patiently)
})

test.for(['memory', 'Redis'] as const)('of a cache in %s one sees, by its namespace, what it answered, what was loaded, and when it failed', async (kind) => {
  const folder = await mkdtemp(join(tmpdir(), 'segue-cache-metrics-'))
  await using parts = new AsyncDisposableStack()
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const redis = kind === 'Redis' ? parts.use(await startRedis({ folder })) : null
  const namespace = `${kind}-1`
  const cache = parts.use(await openCache(redis?.url ?? 'memory:', { namespace }))
  const count = (outcome: string) => `cache_lookups_total{namespace="${namespace}",outcome="${outcome}"}`
  for (let time = 0; time < 3; time++) await cache.remember('song', 60_000, async () => 'loaded')
  expect(await cache.get('nothing')).toBeUndefined()
  expect(await told(`cache_lookups_total{namespace="${namespace}"`)).toEqual({ [count('hit')]: 2, [count('miss')]: 2 })
  if (redis === null) return

  await redis.kill()
  await cache.remember('other', 60_000, async () => 'loaded')
  expect((await told('cache_failures_total'))[`cache_failures_total{namespace="${namespace}"}`]).toBeGreaterThan(0)
})
