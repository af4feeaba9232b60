import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { foldersOf, pipelines } from '../src/build/pipelines.ts'
import { chosenPrograms, programs, repository } from '../src/build/programs.ts'

const workflows = globSync('.github/workflows/*.yml', { cwd: repository }).toSorted()
const read = (path: string) => readFileSync(join(repository, path), 'utf8')

test('each app has a pipeline of its own, made from what it depends on now', () => {
  for (const { path, text } of pipelines()) expect(read(path), `${path}: run node tools/src/build-pipelines.ts`).toBe(text)
  expect(workflows).toEqual(['.github/workflows/ci.yml', ...['app', ...programs().map(({ name }) => name)].toSorted().map((name) => `.github/workflows/deploy-${name}.yml`)])
})

test('what an app depends on is followed to the end, and the gateway carries the web app', () => {
  const [edge, gateway] = ['edge', 'gateway'].map((name) => foldersOf(chosenPrograms([name])[0] ?? { name, version: '', entries: [], needs: {} }))
  expect(edge).toEqual(expect.arrayContaining(['apps/edge', 'libs/contracts', 'libs/kit/identity', 'libs/kit/service', 'libs/ports/object-store']))
  expect(edge?.filter((folder) => folder.startsWith('apps/'))).toEqual(['apps/edge'])
  expect(gateway).toEqual(expect.arrayContaining(['apps/gateway', 'apps/web', 'libs/api-client']))
})

test.for(workflows)('%s: actions are pinned to a commit, and permissions and time have an end', (path) => {
  const text = read(path)
  expect([...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action).filter((action) => !/^(?:\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40}$)/.test(action ?? ''))).toEqual([])
  const { permissions, jobs }: { permissions?: unknown; jobs: Record<string, { readonly uses?: string; readonly 'timeout-minutes'?: number }> } = parse(text)
  expect(permissions).toBeTypeOf('object')
  expect(Object.values(jobs).filter((job) => job.uses === undefined && job['timeout-minutes'] === undefined)).toEqual([])
  expect(text).not.toMatch(/pull_request_target|\$\{\{\s*github\.event\.(?:issue|pull_request|comment|head_commit)\S*\s*\}\}/)
})
