import { chmodSync, copyFileSync, existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { archiveLink } from './postgres/archive.ts'
import { giveAway, runProgram } from './postgres/cluster.ts'
import { runningCluster } from './postgres/running.ts'

const archived_within_ms = 120_000

export interface PostgresBackUpOptions {
  /** That of the running cluster. */
  readonly folder: string
  /** Where its log is kept from now on, for all copies of it. */
  readonly archive: string
  /** Where the copy goes; must not be there yet. */
  readonly to: string
  /** Names the moment that the copy can be restored to. */
  readonly mark: string
}

/** A moment of all databases: what was committed before it is in, nothing else is. */
export interface Mark {
  readonly name: string
  readonly at: string
}

/**
 * Copies a running cluster with all its databases, verifies the copy, and marks the moment after it; resolves once the log up to there is
 * in the archive. From the first one on the log is kept, so that any moment after a copy can be restored. Nothing is
 * there under `to` unless it is whole.
 */
export async function backUpPostgres({ folder, archive, to, mark }: PostgresBackUpOptions): Promise<Mark> {
  const { port, secret, superuserUrl } = runningCluster(folder)
  await keepLog(folder, resolve(archive))
  const half = `${to}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true, mode: 0o711 })
  chmodSync(half, 0o711)
  const data = join(half, 'data')
  mkdirSync(data, { mode: 0o700 })
  await giveAway(data)
  const from = `host=127.0.0.1 port=${port} user=postgres application_name=back-up`
  await runProgram('pg_basebackup', [`--dbname=${from}`, `--pgdata=${data}`, '--checkpoint=fast', '--no-password'], { PGPASSWORD: secret })
  await runProgram('pg_verifybackup', ['--quiet', data])
  copyFileSync(join(folder, 'secret'), join(half, 'secret'))
  chmodSync(join(half, 'secret'), 0o600)
  const marked = await markMoment(superuserUrl, archive, mark)
  renameSync(half, to)
  return marked
}

/** A second place would tear the log of the first. */
async function keepLog(folder: string, archive: string): Promise<void> {
  const link = archiveLink(folder)
  const present = lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(link) : null
  if (present !== null && present !== archive) {
    throw new Error(`The log is kept in ${present} already: back up to the same place, or remove ${link} to begin anew elsewhere`)
  }
  if (!existsSync(archive)) {
    mkdirSync(archive, { mode: 0o700 })
    await giveAway(archive)
  }
  if (present === null) symlinkSync(archive, link)
}

async function markMoment(superuserUrl: string, archive: string, name: string): Promise<Mark> {
  const client = new pg.Client(superuserUrl)
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows: [marked] } = await client.query<{ at: Date; piece: string }>(
      'select clock_timestamp() as at, pg_walfile_name(pg_create_restore_point($1)) as piece',
      [name],
    )
    if (!marked) throw new Error('PostgreSQL made no mark')
    await client.query('select pg_switch_wal()')
    for (const until = Date.now() + archived_within_ms; !existsSync(join(archive, `${marked.piece}.gz`)); await delay(50)) {
      if (Date.now() > until) throw new Error(`PostgreSQL does not bring its log to ${archive}: postgres.log in its folder says why`)
    }
    return { name, at: marked.at.toISOString() }
  } finally {
    await client.end()
  }
}
