import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { readCompose } from '../check-images/read-compose.ts'
import { programs, repository, type Program } from './programs.ts'

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** What every image is made with. */
const shared = ['package.json', 'package-lock.json', 'tools/src/build.ts', 'tools/src/build/**', 'infra/docker/Dockerfile', 'infra/docker/guard.mjs']
const workspaces = '{apps/*,libs/contracts,libs/api-client,libs/ports/*,libs/kit/*}/package.json'

/** The folders whose content is in an app's image: its own, and those of all packages of ours that it depends on, near and far. */
export function foldersOf({ name, needs }: Program): readonly string[] {
  const packages = new Map(globSync(workspaces, { cwd: repository }).map((path): [string, { folder: string; manifest: Manifest }] => {
    const manifest: Manifest = JSON.parse(readFileSync(join(repository, path), 'utf8'))
    return [manifest.name, { folder: dirname(path), manifest }]
  }))
  const found = new Set<string>()
  const visit = (wanted: string): void => {
    const at = packages.get(wanted)
    if (at === undefined || found.has(at.folder)) return
    found.add(at.folder)
    for (const dependency of Object.keys(at.manifest.dependencies ?? {})) visit(dependency)
  }
  visit(`@segue/${name}`)
  if (needs.pages !== undefined) visit('@segue/web')
  return [...found].toSorted()
}

/** An app's pipeline: it runs when something changed that is in its image, tests alone and prose left out. */
export function pipelineOf(program: Program): { readonly path: string; readonly text: string } {
  const { name, needs } = program
  const compose = readCompose(readFileSync(join(repository, 'docker-compose.yml'), 'utf8'))
  const services = Object.entries(compose.services).filter(([, { build }]) => build?.args?.['APP'] === name)
  const runtime = services[0]?.[1].build?.args?.['RUNTIME'] ?? 'plain'
  const folders = foldersOf(program).map((folder) => `${folder}/**`)
  const workflow = {
    name: `deploy ${name}`,
    on: {
      push: { branches: ['main'], paths: [...folders, ...shared, ...(needs.pages === undefined ? [] : ['tools/src/platform/build-web.ts']), '!**/*.md', '!**/*.test.ts', '!**/test/**'] },
      workflow_dispatch: {},
    },
    permissions: { contents: 'read', packages: 'write' },
    jobs: { deploy: { uses: './.github/workflows/deploy-app.yml', with: { app: name, runtime, services: services.map(([service]) => service).join(' ') } } },
  }
  const head = '# Made by `node tools/src/build-pipelines.ts` from the dependencies in package.json.\n'
  return { path: `.github/workflows/deploy-${name}.yml`, text: head + stringify(workflow, { lineWidth: 0 }) }
}

export const pipelines = () => programs().map(pipelineOf)
