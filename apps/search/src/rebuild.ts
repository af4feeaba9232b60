import { migrate, openDatabase } from '@segue/database'
import { rebuildConfig } from './config.ts'
import { migrations } from './db/migrations.ts'
import type { Tables } from './db/tables.ts'
import { rebuildIndex, type Rebuilt } from './rebuild-index.ts'

const { databaseUrl, indexUrl } = rebuildConfig.load(process.env)
const db = openDatabase<Tables>(databaseUrl, { application_name: 'search-rebuild' })
const say = (line: string) => process.stdout.write(`${line}\n`)
const shown = ({ documents, of, took_ms }: Rebuilt) => `${documents} of ${of}, ${Math.round((documents / took_ms) * 1000)} a second`
try {
  await migrate(db, migrations)
  const rebuilt = await rebuildIndex(db, indexUrl, (so_far) => say(shown(so_far)))
  say(`The new index is in place: ${shown(rebuilt)}`)
} finally {
  await db.destroy()
}
