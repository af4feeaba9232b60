import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { namedStatements } from './named-statements.ts'
import { types } from './types.ts'

export interface DatabaseOptions {
  /** Connections at most; default 10. */
  readonly max?: number
  /** Deadline of one statement, kept by the server and, when the server hangs, by us; 0 for none. Default 2,000. */
  readonly statement_timeout_ms?: number
  /** What the server shows for our connections. Default `segue`. */
  readonly application_name?: string
  /** Called when an idle connection fails; it is replaced at the next use. */
  readonly onError?: (error: unknown) => void
}

export type Db<Tables> = Kysely<Tables> & {
  /** Rejects when the database can't be reached. */
  ping(): Promise<void>
  /** Runs `work` on one connection of its own without statement deadlines: for migrations and long commands. */
  patiently<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>
}

const WAIT_FOR_CONNECTION_MS = 2_000
const IDLE_IN_TRANSACTION_MS = 10_000
/** The server's own answer to a late statement comes first, if the server still answers. */
const GRACE_MS = 500

/**
 * Opens a pool on PostgreSQL. Nothing is connected yet. Statements are prepared once a connection; whoever waits for a
 * connection longer than 2 s gets an error. `Date` for timestamptz, number for int8, string for numeric and date.
 */
export function openDatabase<Tables>(url: string, options: DatabaseOptions = {}): Db<Tables> {
  const { max = 10, statement_timeout_ms = 2_000, application_name = 'segue', onError = () => {} } = options
  const pool = new pg.Pool({
    connectionString: url,
    application_name,
    max,
    statement_timeout: statement_timeout_ms,
    ...(statement_timeout_ms > 0 ? { query_timeout: statement_timeout_ms + GRACE_MS } : {}),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    connectionTimeoutMillis: WAIT_FOR_CONNECTION_MS,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types,
  })
  // A connection that is cut while in use tells whoever uses it; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  // A connection that the server cuts while we close it is no news.
  pool.on('error', (error) => pool.ending || onError(error))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: namedStatements(pool) }) })
  return Object.assign(db, {
    async ping() {
      await sql`select 1`.execute(db)
    },
    async patiently<T>(work: (db: Kysely<Tables>) => Promise<T>) {
      await using patient = openDatabase<Tables>(url, { max: 1, statement_timeout_ms: 0, application_name, onError })
      return await work(patient)
    },
  })
}
