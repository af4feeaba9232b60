import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedis, type Part } from '@segue/native'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCatalog, type TestCatalog } from '../../../../apps/catalog/test/open-catalog.ts'

const soon = { timeout: 20_000, interval: 100 }
/** Of a read, as quality.md has it. */
const deadline_ms = 2_000
const started = new AsyncDisposableStack()
let redis: Part
let catalog: TestCatalog

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'segue-cache-out-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  redis = started.use(await startRedis({ folder }))
  catalog = started.use(await openCatalog({ SEGUE_CACHE_URL: redis.url }))
  await catalog.artist()
})
afterAll(() => started.disposeAsync())

const read = async () => {
  const began_at = performance.now()
  const answer = await fetch(`${catalog.url}/v1/songs/trending`)
  await answer.text()
  return { status: answer.status, took_ms: performance.now() - began_at }
}
/** Of a hundred reads those that went wrong. */
const failed = async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, read))
  return answers.filter(({ status, took_ms }) => status !== 200 || took_ms > deadline_ms)
}
const health = async () => {
  const answer = await fetch(`${catalog.url}/health/ready`)
  return { status: answer.status, body: await answer.json() }
}
const without = { status: 200, body: { ready: true, degraded: true, dependencies: { database: 'up', cache: 'down' } } }
const whole = { status: 200, body: { ready: true, dependencies: { cache: 'up' } } }

test.for([
  ['gone', () => redis.kill(), () => redis.restart()],
  ['hung', async () => redis.freeze(), async () => redis.thaw()],
] as const)('with a cache that is %s every read is answered in time, and the service stays in rotation', async ([, ail, heal]) => {
  await expect.poll(health, soon).toMatchObject(whole)
  expect(await failed()).toEqual([])
  await ail()
  for (let round = 0; round < 5; round++) expect(await failed()).toEqual([])
  await expect.poll(health, soon).toMatchObject(without)
  await heal()
  await expect.poll(health, soon).toMatchObject(whole)
  expect(await failed()).toEqual([])
})
