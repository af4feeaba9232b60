import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../../..', import.meta.url))

/** What an app's bundle needs besides `src/main.ts`: the member `bundle` of its package.json. */
export interface BundleNeeds {
  /** Further programs that the app starts by path, relative to its folder; each becomes a file beside `main.js`. */
  readonly entries?: readonly string[]
  /** Package → its files that are read at run time; they keep their place under `node_modules/` beside the bundle. */
  readonly keeps?: Readonly<Record<string, readonly string[]>>
  /** Folder beside the bundle that takes the built web app. */
  readonly pages?: string
}

export interface Program {
  readonly name: string
  readonly version: string
  /** Sources from the root of the repository; each becomes a file of its name. */
  readonly entries: readonly string[]
  readonly needs: BundleNeeds
}

interface AppPackage {
  readonly version: string
  readonly bundle?: BundleNeeds
}

/** Commands of an app for those who run it; each that is there becomes a program beside `main.js`. */
const operators = ['announce', 'rebuild']

const packageOf = (folder: string): AppPackage => JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'))

/** Every app that runs as a process of its own, by name. */
export function programs(): readonly Program[] {
  return globSync('apps/*/src/main.ts', { cwd: repository }).toSorted().map((main) => {
    const folder = dirname(dirname(main))
    const { version, bundle: needs = {} } = packageOf(folder)
    const commands = globSync(`${folder}/src/{${operators.join()}}.ts`, { cwd: repository }).toSorted()
    return { name: basename(folder), version, entries: [main, ...commands, ...(needs.entries ?? []).map((entry) => join(folder, entry))], needs }
  })
}

/** What is done once before the services of an installation start, and by hand now and then. */
const jobs = (): Program => ({
  name: 'jobs',
  version: packageOf('.').version,
  entries: ['infra/docker/jobs/make-keys.ts', 'infra/docker/jobs/provision-databases.ts', 'tools/src/prepare-bucket.ts', 'tools/src/dead-letters.ts'],
  needs: {},
})

/** @throws an error that lists the apps there are, where one of the names is none of them. */
export function chosenPrograms(names: readonly string[]): readonly Program[] {
  const all = [...programs(), jobs()]
  const unknown = names.filter((name) => !all.some((program) => program.name === name))
  if (unknown.length > 0) throw new Error(`No app to bundle: ${unknown.join(', ')}. There are ${all.map(({ name }) => name).join(', ')}.`)
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
}
