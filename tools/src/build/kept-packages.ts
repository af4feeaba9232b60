import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Plugin } from 'esbuild'
import { repository } from './programs.ts'

/** Folder of a package of npm's; the workspace lays all of them side by side. */
export const folderOf = (name: string): string => join(repository, 'node_modules', name)

export function versionOf(name: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8'))
  return version
}

/**
 * A bundle is one file in one folder, and every module's `__dirname` would be that. The modules of these packages find
 * the files that they read where the bundle keeps them: under `node_modules/` beside it.
 */
export function keptFolders(names: readonly string[]): Plugin {
  return {
    name: 'kept-folders',
    setup(build) {
      for (const name of names) {
        const folder = folderOf(name)
        build.onLoad({ filter: new RegExp(`/node_modules/${RegExp.escape(name)}/.*\\.c?js$`) }, async ({ path }) => {
          const text = await readFile(path, 'utf8')
          const place = join('node_modules', name, relative(folder, dirname(path)))
          return { contents: text.replaceAll(/\b__dirname\b/g, `require('node:path').join(__dirname, ${JSON.stringify(place)})`), loader: 'js' }
        })
      }
    },
  }
}
