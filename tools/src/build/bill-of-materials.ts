import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { repository, type Program } from './programs.ts'

const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/

/** Name → version of every package of npm's whose code a bundle contains. */
export function packagesIn({ outputs }: Metafile): Readonly<Record<string, string>> {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])))
  const folders = new Set(inputs.flatMap((path) => packageFolder.exec(path)?.[0] ?? []))
  const found = [...folders].map((folder): [string, string] => {
    const { name, version }: { name: string; version: string } = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'))
    return [name, version]
  })
  return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** What is inside, as scanners read it (CycloneDX 1.5, JSON). */
export function billOfMaterials({ name, version }: Program, packages: Readonly<Record<string, string>>): unknown {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', name: `@segue/${name}`, version } },
    components: Object.entries(packages).map(([library, of]) => ({
      type: 'library',
      name: library,
      version: of,
      purl: `pkg:npm/${library.replace('@', '%40')}@${of}`,
    })),
  }
}
