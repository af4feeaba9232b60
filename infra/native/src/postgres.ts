import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { provision, superuserUrl } from '@segue/database/provision'
import pg from 'pg'
import { ensureCertificate } from './certificate.ts'
import { freePort } from './free-port.ts'
import { startPart, type Part } from './part.ts'
import { archiveCommand } from './postgres/archive.ts'
import { adoptSecret, asItsUser, binaries, giveAway, initialise, keepSecret, makeCluster, prepareFolder, runProgram } from './postgres/cluster.ts'
import { withChildren } from './postgres/with-children.ts'

export interface Postgres extends Part {
  readonly folder: string
  readonly port: number
  /** Whose it is may do anything: for operation and tests. */
  readonly superuserUrl: string
  readonly secret: string
  /** Creates a service's database and login role when missing; its URL, the same after every start on the same port. */
  provision(name: string): Promise<string>
  /** What `PostgresOptions.synchronous` says, of a primary that runs: within a moment commits wait for its replica, or no longer. */
  waitForReplica(isAwaited: boolean): Promise<void>
}

export interface PostgresOptions {
  readonly folder: string
  /** Default: any free one. */
  readonly port?: number
  /**
   * True: a commit is acknowledged once the replica has it on its disk too, so that nothing acknowledged is lost with the primary.
   * Without a replica that runs, writes then wait. Default false: killed for good, the primary takes the last moment's writes along.
   */
  readonly synchronous?: boolean
  /** A file with its certificate and key, made where there is none: clients may then ask for TLS. It becomes its user's. */
  readonly certificate?: string
}

/** Name of the replica, of its slot, and of the only one that a synchronous primary waits for. */
const replicaName = 'replica'
const replicationRole = 'replication'

/** Debian's PostgreSQL 15 on loopback, ready for a replica; what it acknowledged is on its disk. As root it runs as `postgres`. */
export async function startPostgres({ folder, port, synchronous = false, certificate }: PostgresOptions): Promise<Postgres> {
  const data = prepareFolder(folder)
  const secret = keepSecret(folder)
  if (!existsSync(data)) await initialise(folder, secret)
  if (existsSync(join(data, 'standby.signal'))) throw new Error(`${folder} holds a replica: start it as one, or promote it`)
  const primary = await start('postgres', folder, secret, port ?? (await freePort()), certificate === undefined ? {} : await tls(certificate))
  try {
    await primary.waitForReplica(synchronous)
    await asSuperuser(primary, async (client) => {
      const password = pg.escapeLiteral(passwordOf(secret))
      const { rowCount: role } = await client.query('select from pg_roles where rolname = $1', [replicationRole])
      // Made by a session that waits for no replica: there is none yet.
      await client.query('set synchronous_commit to local')
      if (!role) await client.query(`create role ${replicationRole} login replication password ${password}`)
    })
    return primary
  } catch (error) {
    await primary[Symbol.asyncDispose]()
    throw error
  }
}

export interface ReplicaOptions {
  /** The primary, running. */
  readonly of: Postgres
  readonly folder: string
  readonly port?: number
}

/**
 * A copy of a primary that follows it and answers reads; the primary keeps for it what it has not had yet, up to 4 GB. Refuses a folder
 * whose cluster follows nobody, such as one that was promoted.
 */
export async function startPostgresReplica({ of, folder, port }: ReplicaOptions): Promise<Postgres> {
  const data = prepareFolder(folder)
  const isCopied = existsSync(data)
  if (isCopied && !existsSync(join(data, 'standby.signal'))) {
    throw new Error(`${folder} holds no replica: start it as the primary if it was promoted, or remove it to have it copied anew`)
  }
  const secret = adoptSecret(folder, of.secret)
  await asSuperuser(of, async (client) => {
    // What was kept for an earlier copy is of no use to a new one, and may be gone.
    const ours = 'from pg_replication_slots where slot_name = $1'
    if (!isCopied) await client.query(`select pg_drop_replication_slot(slot_name) ${ours}`, [replicaName])
    const { rowCount } = await client.query(`select ${ours}`, [replicaName])
    if (!rowCount) await client.query('select pg_create_physical_replication_slot($1)', [replicaName])
  })
  const from = `host=127.0.0.1 port=${of.port} user=${replicationRole} application_name=${replicaName}`
  const PGPASSWORD = passwordOf(of.secret)
  if (!isCopied) {
    await makeCluster(folder, (half) =>
      runProgram(
        'pg_basebackup',
        [`--dbname=${from}`, `--pgdata=${half}`, `--slot=${replicaName}`, '--checkpoint=fast', '--write-recovery-conf'],
        { PGPASSWORD },
      ),
    )
  }
  return start('postgres-replica', folder, secret, port ?? (await freePort()), {
    // The primary's port may be another than at the time of the copy.
    primary_conninfo: `${from} password=${PGPASSWORD}`,
    primary_slot_name: replicaName,
    // Whom its primary waits for was copied along, and is itself.
    synchronous_standby_names: '',
  })
}

async function tls(certificate: string): Promise<Settings> {
  ensureCertificate(certificate)
  await giveAway(certificate)
  return { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: certificate, ssl_min_protocol_version: 'TLSv1.2' }
}

const passwordOf = (secret: string) => createHmac('sha256', secret).update(replicationRole).digest('base64url')

type Settings = Readonly<Record<string, string>>

async function start(name: string, folder: string, secret: string, port: number, more: Settings = {}): Promise<Postgres> {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    wal_level: 'replica',
    max_wal_senders: '10',
    max_replication_slots: '10',
    // A replica that never comes back must not fill the disk.
    max_slot_wal_keep_size: '4GB',
    // Only a restart would turn it on; nothing is kept until a back-up says where.
    archive_mode: 'on',
    archive_command: archiveCommand(folder),
    // What a lost disk takes along at most, where the archive is on another one.
    archive_timeout: '60s',
    hot_standby: 'on',
    // Reads on the replica are not cancelled because the primary cleans up.
    hot_standby_feedback: 'on',
    wal_receiver_status_interval: '1s',
    wal_retrieve_retry_interval: '500ms',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'log',
    ...more,
  }
  const flags = Object.entries(settings).flatMap(([setting, value]) => ['-c', `${setting}=${value}`])
  const url = superuserUrl(port, secret)
  const part = await startPart({
    name,
    url,
    ...asItsUser(join(binaries, 'postgres'), ['-D', join(folder, 'data'), ...flags]),
    cwd: '/',
    env: { LC_ALL: 'C.UTF-8' },
    logFile: join(folder, 'postgres.log'),
    // Fast: who is connected is told and cut off.
    stopSignal: 'SIGINT',
    isReady: () => answers(url),
  })
  const provisionHere = (database: string) => provision(port, secret, database)
  const postgres = Object.assign(part, withChildren(part), { folder, port, superuserUrl: url, secret, provision: provisionHere })
  // A setting of the cluster rather than of its command line, which nobody could change while it runs.
  const waitForReplica = (isAwaited: boolean) =>
    asSuperuser(postgres, async (client) => {
      await client.query(`alter system set synchronous_standby_names = '${isAwaited ? replicaName : ''}'`)
      await client.query('select pg_reload_conf()')
    })
  return Object.assign(postgres, { waitForReplica })
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } finally {
    await client.end().catch(() => {})
  }
}

async function asSuperuser(server: Pick<Postgres, 'superuserUrl'>, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(server.superuserUrl)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
