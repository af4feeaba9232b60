import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { superuserUrl } from '@segue/database/provision'
import pg from 'pg'
import { freePort } from './free-port.ts'
import { startPart } from './part.ts'
import { restoreCommand } from './postgres/archive.ts'
import { asItsUser, binaries, giveAway, makeCluster, prepareFolder, run, runProgram } from './postgres/cluster.ts'

/** Replaying weeks of a busy log takes its time. */
const replayed_within_ms = 24 * 3_600_000

export interface PostgresRestoreOptions {
  /** A copy that `backUpPostgres` made. */
  readonly from: string
  readonly archive: string
  /** Where the cluster shall be; must hold none. */
  readonly folder: string
  /** A mark, a time after the copy was made, or the end of what is in the archive. */
  readonly upTo: { readonly mark: string } | { readonly time: Date } | 'latest'
}

/**
 * Makes a cluster as it was at a moment, ready for `startPostgres`: whole, or not at all. Rejects with PostgreSQL's own words where
 * the archive does not reach that far. The copy is verified first and stays as it is.
 */
export async function restorePostgres({ from, archive, folder, upTo }: PostgresRestoreOptions): Promise<void> {
  const data = prepareFolder(folder)
  if (existsSync(data)) throw new Error(`${folder} holds a cluster: restore to another folder, or move it away`)
  await runProgram('pg_verifybackup', ['--quiet', join(from, 'data')])
  const secret = join(folder, 'secret')
  copyFileSync(join(from, 'secret'), secret)
  chmodSync(secret, 0o600)
  await makeCluster(folder, async (half) => {
    const copy = asItsUser('/bin/cp', ['--archive', `${resolve(from, 'data')}/.`, half])
    await run(copy.command, [...copy.args], { cwd: '/' })
    await replay(half, folder, targetOf(resolve(archive), upTo))
  })
}

type Settings = Readonly<Record<string, string>>

function targetOf(archive: string, upTo: PostgresRestoreOptions['upTo']): Settings {
  const restore_command = restoreCommand(archive)
  if (upTo === 'latest') return { restore_command }
  const stop = { restore_command, recovery_target_action: 'promote' }
  // A mark lies in the history that its copy was made in; a time, in what became of it.
  if ('mark' in upTo) return { ...stop, recovery_target_name: upTo.mark, recovery_target_timeline: 'current' }
  return { ...stop, recovery_target_time: upTo.time.toISOString().replace('Z', '+00') }
}

/** The settings are given, not written down: a replica copied from here later must not stop at the same moment. */
async function replay(half: string, folder: string, target: Settings): Promise<void> {
  const signal = join(half, 'recovery.signal')
  writeFileSync(signal, '')
  await giveAway(signal)
  const port = await freePort()
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Nobody is let in before the moment is reached.
    hot_standby: 'off',
    archive_mode: 'off',
    log_min_messages: 'log',
    ...target,
  }
  const flags = Object.entries(settings).flatMap(([setting, value]) => ['-c', `${setting}=${value}`])
  const url = superuserUrl(port, readFileSync(join(folder, 'secret'), 'utf8'))
  await using _restored = await startPart({
    name: 'postgres-restore',
    url,
    ...asItsUser(join(binaries, 'postgres'), ['-D', half, ...flags]),
    cwd: '/',
    env: { LC_ALL: 'C.UTF-8' },
    logFile: join(folder, 'restore.log'),
    stopSignal: 'SIGINT',
    isReady: async () => (await stateOf(url)) !== 'under way',
    readyWithin_ms: replayed_within_ms,
  })
  if ((await stateOf(url)) === 'other secret') {
    throw new Error('The passwords were changed between the copy and the moment: restore from a copy that was made after the change')
  }
}

/** Somebody who is refused for his password was let in far enough: the moment is reached. */
async function stateOf(connectionString: string): Promise<'under way' | 'reached' | 'other secret'> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows: [state] } = await client.query<{ done: boolean }>('select not pg_is_in_recovery() as done')
    return state?.done === true ? 'reached' : 'under way'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === '28P01' ? 'other secret' : 'under way'
  } finally {
    await client.end().catch(() => {})
  }
}
