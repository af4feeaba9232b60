import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { billOfMaterials, packagesIn } from './bill-of-materials.ts'
import { folderOf, keptFolders, versionOf } from './kept-packages.ts'
import { repository, type Program } from './programs.ts'

export interface Bundle {
  readonly folder: string
  readonly bytes: number
  readonly packages: number
}

/** CommonJS inside expects `require`. */
const banner = `import { createRequire as createRequireOfBundle } from 'node:module'
const require = createRequireOfBundle(import.meta.url)`

/**
 * Bundles an app into `<out>/<name>`: `main.js` with all its code and migrations, the programs that it starts, what they share
 * and what is imported when it is needed (an adapter) in files beside them, source maps, the few packages that need their files,
 * the web app where it serves one, a package.json and a bill of materials. The same sources give the same bytes, and nothing
 * outside of the folder is needed to run it but Node. It replaces an older bundle whole. `changes` are made to the sources on the way.
 */
export async function bundle(program: Program, out: string, web: string, changes: readonly Plugin[] = []): Promise<Bundle> {
  const { name, version, entries, needs } = program
  const keeps = needs.keeps ?? {}
  const place = join(out, name)
  const fresh = join(out, `.${name}-${process.pid}`)
  try {
    const { metafile } = await build({
      absWorkingDir: repository,
      entryPoints: Object.fromEntries(entries.map((entry) => [basename(entry, '.ts'), entry])),
      outdir: fresh,
      bundle: true,
      format: 'esm',
      splitting: true,
      chunkNames: '[name]-[hash]',
      platform: 'node',
      target: 'node26',
      keepNames: true,
      sourcemap: true,
      sourcesContent: false,
      legalComments: 'external',
      metafile: true,
      logLevel: 'warning',
      external: ['pg-native'],
      banner: { js: banner },
      define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
      plugins: [...changes, keptFolders(Object.keys(keeps))],
    })
    for (const [kept, files] of Object.entries(keeps)) {
      for (const file of files) cpSync(join(folderOf(kept), file), join(fresh, 'node_modules', kept, file), { recursive: true })
    }
    if (needs.pages !== undefined) cpSync(web, join(fresh, needs.pages), { recursive: true })
    const dependencies = Object.fromEntries(Object.keys(keeps).map((kept) => [kept, versionOf(kept)]))
    const inside = packagesIn(metafile)
    write(join(fresh, 'package.json'), { name: `@segue/${name}`, version, private: true, type: 'module', dependencies })
    write(join(fresh, 'bom.json'), billOfMaterials(program, { ...inside, ...dependencies }))
    mkdirSync(dirname(place), { recursive: true })
    rmSync(place, { recursive: true, force: true })
    renameSync(fresh, place)
    const bytes = Object.entries(metafile.outputs).reduce((sum, [path, output]) => sum + (path.endsWith('.js') ? output.bytes : 0), 0)
    return { folder: place, bytes, packages: Object.keys(inside).length }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

const write = (file: string, value: unknown) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
