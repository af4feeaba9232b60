import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ensurePackages } from '@segue/native'
import { beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { dashboards } from './src/dashboards.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const repository = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)
const promtool = (...args: readonly string[]) => run('/usr/bin/promtool', args, { cwd: here })
const files = (pattern: string) => globSync(pattern, { cwd: here }).toSorted()

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

const rules = files('prometheus/rules/*.yml').flatMap((file) => {
  const { groups }: { readonly groups: readonly { readonly rules: readonly Rule[] }[] } = parse(readFileSync(here + file, 'utf8'))
  return groups.flatMap((group) => group.rules)
})
const alerts = rules.filter(({ alert }) => alert !== undefined)

beforeAll(() => ensurePackages({ prometheus: '/usr/bin/promtool' }))

test('Prometheus takes the configuration and the rules', async () => {
  await promtool('check', 'config', 'prometheus/prometheus.yml')
  await promtool('check', 'rules', ...files('prometheus/rules/*.yml'))
})

test('each alert fires when it should and stays quiet when it should not', async () => {
  const tests = files('prometheus/tests/*.test.yml')
  await promtool('test', 'rules', ...tests)
  const tested = new Set(tests.flatMap((file) => [...readFileSync(here + file, 'utf8').matchAll(/alertname: (\w+)/g)].map(([, name]) => name)))
  expect(alerts.map(({ alert }) => alert).filter((name) => !tested.has(name))).toEqual([])
})

test('whoever is called by an alert is told how bad it is and what to do', () => {
  for (const { alert, labels, annotations } of alerts) {
    expect.soft(['page', 'ticket'], alert).toContain(labels?.['severity'])
    expect.soft(annotations?.['summary'], alert).toBeTruthy()
    const [document = '', heading] = (annotations?.['runbook'] ?? '').split('#')
    const text = readFileSync(repository + document, 'utf8')
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-'))
    if (heading !== undefined) expect.soft(headings, alert).toContain(heading)
  }
})

test('the dashboards that Grafana reads are the ones that are declared', () => {
  for (const [file, content] of Object.entries(dashboards)) {
    expect(JSON.parse(readFileSync(`${here}grafana/dashboards/${file}`, 'utf8')), 'run node infra/observability/src/write-dashboards.ts').toEqual(content)
  }
})

/** What others tell: Prometheus itself, and exporters that docs/operations/observe.md names. */
const foreign = new Set(['up', 'pg_replication_lag_seconds', 'node_filesystem_avail_bytes', 'node_filesystem_size_bytes', 'rabbitmq_queue_messages_ready'])

test('every figure that rules and dashboards ask for is told by a process', async () => {
  const { metrics } = await import('@segue/service')
  for (const name of ['catalog', 'edge', 'gateway', 'playback-auth', 'playlist', 'search', 'transcoder', 'user']) await import(`@segue/${name}`)
  await import('../../libs/kit/service/src/export-traces.ts')
  const told = new Set([...(await metrics.getMetricsAsJSON()).map(({ name }) => name), ...foreign, ...rules.flatMap(({ record = [] }) => record)])
  const asked = [...rules.map(({ expr }) => expr), ...Object.values(dashboards).flatMap(({ panels }) => panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)))]
  const names = new Set(asked.flatMap(namesIn))
  expect(names.size).toBeGreaterThan(20)
  expect([...names].filter((name) => !told.has(name) && !told.has(name.replace(/_(bucket|count|sum)$/, '')))).toEqual([])
})

const words = new Set(['sum', 'by', 'max', 'min', 'count', 'rate', 'increase', 'changes', 'histogram_quantile', 'vector', 'or', 'and', 'unless', 'offset'])

/** The metrics in a PromQL expression: what is neither a label, a text, a duration nor the language's own. */
function namesIn(expr: string): string[] {
  const bare = expr.replaceAll(/\{[^}]*\}|\bby \([^)]*\)|\[\w+\]|"[^"]*"/g, ' ')
  return [...bare.matchAll(/\b[a-z_][\w:]*/g)].map(([name]) => name).filter((name) => !words.has(name) && name !== 'm')
}
