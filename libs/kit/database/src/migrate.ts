import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type { Db } from './open-database.ts'

export type { Migration }

const LOCK_TIMEOUT_MS = 2_000
const ATTEMPTS = 5

/** A migration that waits for a lock makes everybody else wait behind it: it gives up early instead. */
const impatient = (migration: Migration): Migration => ({
  async up(db) {
    await sql`select set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`.execute(db)
    await migration.up(db)
  },
})

const lockNotAvailable = (error: unknown) => error instanceof Error && 'code' in error && error.code === '55P03'

async function refuseUnknown<Tables>(db: Kysely<Tables>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const { rows: [table] } = await sql<{ name: string | null }>`select to_regclass('kysely_migration')::text as name`.execute(db)
  if (!table?.name) return
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  const unknown = rows.find(({ name }) => !Object.hasOwn(migrations, name))
  if (unknown) throw new Error(`The database holds the migration "${unknown.name}", which this version does not know: start the newer version that made it`)
}

/**
 * Brings the schema up to date: the migrations that are missing, in the order of their names, each in a transaction of
 * its own in which no lock is waited for longer than 2 s (it is tried five times). Safe when several processes start together:
 * one migrates and the others wait. Rejects when the database holds a migration that is not in the record.
 */
export async function migrate<Tables>(db: Db<Tables>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const provided = Object.fromEntries(Object.entries(migrations).map(([name, migration]) => [name, impatient(migration)]))
  await db.patiently((patient) =>
    patient.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(hashtextextended('segue migrate', 0))`.execute(connection)
      await refuseUnknown(connection, migrations)
      const migrator = new Migrator({ db: connection, provider: { getMigrations: async () => provided } })
      for (let failed = 0; ; ) {
        const { error, results = [] } = await migrator.migrateUp()
        if (error === undefined && results.length === 0) return
        if (error !== undefined && !(lockNotAvailable(error) && ++failed < ATTEMPTS)) throw error
      }
    }),
  )
}
