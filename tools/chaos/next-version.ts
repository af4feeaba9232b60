import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { ServiceName } from '@segue/tools/platform'
import type { Plugin } from 'esbuild'
import { bundle } from '../src/build/bundle.ts'
import { programs } from '../src/build/programs.ts'

/** Of each service that has a database a table that it reads and writes all the time. */
export const hotTables = {
  user: 'users',
  catalog: 'songs',
  playlist: 'playlists',
  search: 'songs',
  'playback-auth': 'listeners',
  transcoder: 'jobs',
} as const satisfies Partial<Record<ServiceName, string>>

export const nextVersion = '9999.0.0'
export const nextMigration = '9999-expand'

/** Bundles what comes after these sources: another version, and a migration more that adds a column and an index to each hot table. */
export async function bundleNextVersion(folder: string, pages: string): Promise<void> {
  for (const program of programs()) await bundle({ ...program, version: nextVersion }, folder, pages, [expand])
}

const expand: Plugin = {
  name: 'expand',
  setup(build) {
    build.onLoad({ filter: /\/apps\/[^/]+\/src\/db\/migrations\.ts$/ }, async ({ path }) => {
      const service = basename(resolve(path, '../../..'))
      const [, table] = Object.entries(hotTables).find(([name]) => name === service) ?? []
      if (table === undefined) throw new Error(`${service} has a database: name one of its tables`)
      return { contents: `${await readFile(path, 'utf8')}${expansionOf(table)}`, loader: 'ts' }
    })
  },
}

const expansionOf = (table: string): string => `
Object.assign(migrations, {
  '${nextMigration}': {
    async up(db) {
      await db.schema.alterTable('${table}').addColumn('note_of_next', 'text').execute()
      await db.schema.createIndex('${table}_note_of_next').on('${table}').column('note_of_next').execute()
    },
  },
})
`
