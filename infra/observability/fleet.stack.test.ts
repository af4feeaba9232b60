import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensurePackages, freePort, startPart, type Part } from '@segue/native'
import { serviceNames } from '@segue/tools/platform'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { stringify } from 'yaml'
import { keepAsking } from '../../tools/chaos/keep-asking.ts'
import { openStack } from '../../tools/chaos/open-stack.ts'
import { worksOf } from '../../tools/chaos/scenarios/rolling-restart.ts'
import { dashboards } from './src/dashboards.ts'

const started = new AsyncDisposableStack()
let prometheus: Part

beforeAll(async () => {
  ensurePackages({ prometheus: '/usr/bin/prometheus' })
  const { stack } = started.use(await openStack())
  const folder = await mkdtemp(join(tmpdir(), 'segue-prometheus-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const jobs = serviceNames.map((name) => ({
    job_name: name,
    static_configs: [{ targets: stack.fleet.membersOf(name).map(({ internalUrl }) => new URL(internalUrl).host) }],
  }))
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [join(import.meta.dirname, 'prometheus/rules/*.yml')],
    scrape_configs: jobs,
  }
  await writeFile(join(folder, 'prometheus.yml'), stringify(config))
  const url = `http://127.0.0.1:${await freePort()}`
  const flags = { 'config.file': join(folder, 'prometheus.yml'), 'storage.tsdb.path': join(folder, 'data'), 'web.listen-address': new URL(url).host }
  prometheus = started.use(
    await startPart({
      name: 'prometheus',
      url,
      command: '/usr/bin/prometheus',
      args: Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
      logFile: join(folder, 'prometheus.log'),
      isReady: async () => (await fetch(`${url}/-/ready`)).ok,
    }),
  )
  const works = Object.values(await worksOf(stack))
  const asking = keepAsking(async (mark) => works[mark % works.length]?.(mark), { loops: 2, pause_ms: 50 })
  started.defer(async () => void (await asking.stop()))
}, 400_000)
afterAll(() => started.disposeAsync(), 60_000)

/** What has nothing to show while all is well, nobody is refused anything, and there is neither a collector nor an exporter. */
const quiet = /faults_total|cache_failures_total|transcode_rejections_total|spans_exported_total|rabbitmq_|operation="recordPlayback"|operation="completeUpload"|transcode_job_duration/

async function resultsOf(query: string): Promise<number> {
  const answer = await fetch(`${prometheus.url}/api/v1/query?${new URLSearchParams({ query }).toString()}`)
  const { data, error }: { data?: { result: unknown[] }; error?: string } = await answer.json()
  if (data === undefined) throw new Error(`${query}: ${error}`)
  return data.result.length
}

test('with a fleet at work each panel has something to show, by the labels that it asks for', { timeout: 120_000 }, async () => {
  const asked = Object.values(dashboards).flatMap(({ panels }) => panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr }))))
  const loud = asked.filter(({ expr }) => !quiet.test(expr))
  expect(loud.length).toBeGreaterThan(30)
  await vi.waitFor(async () => {
    const empty = await Promise.all(loud.map(async ({ title, expr }) => ((await resultsOf(expr)) === 0 ? [`${title}: ${expr}`] : [])))
    expect(empty.flat()).toEqual([])
  }, { timeout: 90_000, interval: 1_000 })
  for (const { expr } of asked) await resultsOf(expr)
})
