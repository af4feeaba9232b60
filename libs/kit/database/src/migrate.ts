import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration as Step } from 'kysely/migration'
import type { Db } from './open-database.ts'

export interface Migration extends Step {
  /**
   * For one that takes something away: the migration that a version must know in order to work on what this one leaves, or its own
   * name where none before does. From then on other versions are refused at their start. Without it every version before works on.
   */
  readonly requires?: string
}

type Migrations = Readonly<Record<string, Migration>>

const LOCK_TIMEOUT_MS = 2_000
const ATTEMPTS = 5

/** A migration that waits for a lock makes everybody else wait behind it: it gives up early instead. */
const impatient = (name: string, { up, requires }: Migration): Step => ({
  async up(db) {
    await sql`select set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`.execute(db)
    await up(db)
    if (requires === undefined) return
    await sql`create table if not exists migration_requirements (name text primary key, requires text not null)`.execute(db)
    await sql`insert into migration_requirements values (${name}, ${requires})`.execute(db)
  },
})

/** Stands for what a newer version ran: Kysely wants an entry for each that was. */
const ranByNewer: Step = { up: async () => {} }

const lockNotAvailable = (error: unknown) => error instanceof Error && 'code' in error && error.code === '55P03'

async function exists<Tables>(db: Kysely<Tables>, table: string): Promise<boolean> {
  const { rows: [found] } = await sql<{ name: string | null }>`select to_regclass(${table})::text as name`.execute(db)
  return Boolean(found?.name)
}

/** What a newer version ran and this one can work on. Throws where it can't, and where the database is another service's. */
async function migrationsOfNewer<Tables>(db: Kysely<Tables>, migrations: Migrations): Promise<readonly string[]> {
  if (!(await exists(db, 'kysely_migration'))) return []
  const known = Object.keys(migrations)
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const ran = new Set(rows.map(({ name }) => name))
  const unknown = [...ran].filter((name) => !known.includes(name)).toSorted()
  const [first] = unknown
  if (first === undefined) return []
  const follows = known.every((name) => ran.has(name) && name < first)
  if (!follows) throw refusal(first, 'which this version does not know: start the newer version that made it')
  if (!(await exists(db, 'migration_requirements'))) return unknown
  const unmet = sql<{ name: string }>`select name from migration_requirements where requires <> all(${known}) order by name limit 1`
  const { rows: [breaking] } = await unmet.execute(db)
  if (breaking) throw refusal(breaking.name, 'which takes away what this version needs: start a newer version')
  return unknown
}

const refusal = (name: string, why: string): Error => new Error(`The database holds the migration "${name}", ${why}`)

/** A name that is mistyped would refuse every version. */
function checkRequirements(migrations: Migrations): void {
  for (const [name, { requires = name }] of Object.entries(migrations)) {
    if (!Object.hasOwn(migrations, requires)) throw new Error(`The migration "${name}" requires "${requires}", which there is not`)
  }
}

/**
 * Brings the schema up to date: the migrations that are missing, in the order of their names, each in a transaction of
 * its own in which no lock is waited for longer than 2 s (it is tried five times). Safe when several processes start together:
 * one migrates and the others wait. A database on which a newer version ran more migrations is left as it is. Rejects when one of those
 * requires a version that knows more than this one, and when the database holds a migration that does not follow those of the record.
 */
export async function migrate<Tables>(db: Db<Tables>, migrations: Migrations): Promise<void> {
  checkRequirements(migrations)
  const own = Object.entries(migrations).map(([name, migration]) => [name, impatient(name, migration)] as const)
  await db.patiently((patient) =>
    patient.connection().execute(async (connection) => {
      await sql`select pg_advisory_lock(hashtextextended('segue migrate', 0))`.execute(connection)
      const others = (await migrationsOfNewer(connection, migrations)).map((name) => [name, ranByNewer] as const)
      const provided = Object.fromEntries([...own, ...others])
      const migrator = new Migrator({ db: connection, provider: { getMigrations: async () => provided } })
      for (let failed = 0; ; ) {
        const { error, results = [] } = await migrator.migrateUp()
        if (error === undefined && results.length === 0) return
        if (error !== undefined && !(lockNotAvailable(error) && ++failed < ATTEMPTS)) throw error
      }
    }),
  )
}
