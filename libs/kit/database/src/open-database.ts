import { Kysely, PostgresDialect, sql, type PostgresPool } from 'kysely'
import pg from 'pg'
import { demandWrites, firstOf, urlsOf } from './hosts.ts'
import { namedStatements } from './named-statements.ts'
import { readsFrom, type Read } from './reads.ts'
import { tellPool, type OpenPool } from './tell-pool.ts'
import { types } from './types.ts'

export interface DatabaseOptions {
  /** Connections at most; default 10. */
  readonly max?: number
  /** Deadline of one statement, kept by the server and, when the server hangs, by us; 0 for none. Default 2,000. */
  readonly statement_timeout_ms?: number
  /** What the server shows for our connections. Default `segue`. */
  readonly application_name?: string
  /** A replica that takes part in `read`; without one the primary reads. */
  readonly replicaUrl?: string | undefined
  /** Called when an idle connection fails; it is replaced at the next use. */
  readonly onError?: (error: unknown) => void
}

export type Db<Tables> = Kysely<Tables> & {
  /** Rejects when the database can't be reached. */
  ping(): Promise<void>
  /** Runs `work` on one connection of its own without statement deadlines: for migrations and long commands. */
  patiently<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>
  /**
   * Runs `work`, which only reads and may run twice, on the replica, once that has everything that was acknowledged before the call to
   * anybody; on the primary when there is none, or it fails, hangs, or is behind by more than a moment.
   */
  readonly read: Read<Tables>
}

const WAIT_FOR_CONNECTION_MS = 2_000
/** One that does not answer is not waited for long where there is another. */
const WAIT_FOR_HOST_MS = 1_000
const IDLE_IN_TRANSACTION_MS = 10_000
/** The server's own answer to a late statement comes first, if the server still answers. */
const GRACE_MS = 500

/**
 * Opens a pool on PostgreSQL. Of several hosts (`postgres://user:password@one:5432,two:5432/name`) it uses the one that takes writes,
 * and goes over to another when that one does no more. Nothing is connected yet. Statements are prepared once a connection; whoever waits for a
 * connection longer than 2 s gets an error. `Date` for timestamptz, number for int8, string for numeric and date.
 */
export function openDatabase<Tables>(url: string, options: DatabaseOptions = {}): Db<Tables> {
  return open(url, options, 'primary')
}

/** One with a role is measured; the others have one connection, and one use. */
function open<Tables>(url: string, { replicaUrl, ...own }: DatabaseOptions, role: OpenPool['role'] | null): Db<Tables> {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(url, own, role) }) })
  const ping = async () => void (await sql`select 1`.execute(db))
  async function patiently<T>(work: (db: Kysely<Tables>) => Promise<T>) {
    await using patient = open<Tables>(url, { ...own, max: 1, statement_timeout_ms: 0 }, null)
    return await work(patient)
  }
  const readHere: Read<Tables> = (work) => work(db)
  if (replicaUrl === undefined) return Object.assign(db, { ping, patiently, read: readHere })

  const position = open<Tables>(url, { ...own, max: 1, statement_timeout_ms: WAIT_FOR_HOST_MS }, null)
  const replica = open<Tables>(replicaUrl, { ...own, statement_timeout_ms: WAIT_FOR_HOST_MS, onError: () => {} }, 'replica')
  const { read, stop } = readsFrom({ primary: db, position, replica })
  const destroyOwn = db.destroy.bind(db)
  async function destroy(): Promise<void> {
    stop()
    await Promise.all([destroyOwn(), position.destroy(), replica.destroy()])
  }
  return Object.assign(db, { ping, patiently, read, destroy })
}

function openPool(url: string, options: Omit<DatabaseOptions, 'replicaUrl'>, role: OpenPool['role'] | null): PostgresPool {
  const [first, ...others] = urlsOf(url)
  if (others.length === 0) return openHost(first, options, { connectionTimeoutMillis: WAIT_FOR_CONNECTION_MS }, role)
  const more = { connectionTimeoutMillis: WAIT_FOR_HOST_MS, verify: demandWrites }
  const openOne = (host: string) => openHost(host, options, more, role)
  return firstOf([openOne(first), ...others.map(openOne)])
}

function openHost(url: string, options: Omit<DatabaseOptions, 'replicaUrl'>, more: pg.PoolConfig, role: OpenPool['role'] | null): PostgresPool {
  const { max = 10, statement_timeout_ms = 2_000, application_name = 'segue', onError = () => {} } = options
  const pool = new pg.Pool({
    connectionString: url,
    application_name,
    max,
    statement_timeout: statement_timeout_ms,
    ...(statement_timeout_ms > 0 ? { query_timeout: statement_timeout_ms + GRACE_MS } : {}),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types,
    ...more,
  })
  // A connection that is cut while in use tells whoever uses it; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  // A connection that the server cuts while we close it is no news.
  pool.on('error', (error) => pool.ending || onError(error))
  if (role !== null) tellPool(pool, role, application_name)
  return namedStatements(pool)
}
