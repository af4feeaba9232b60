import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { ensurePackages } from '../../native/src/debian.ts'
import { freePort } from '../../native/src/free-port.ts'
import { provisionDatabases } from '../jobs/provision.ts'

const ask = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('each service gets a database that no other may enter, and a new password by running it again', { timeout: 60_000 }, async () => {
  const superuser = inject('databaseUrl')
  const { host } = new URL(superuser)
  const url = (name: string, password: string) => `postgres://${name}:${password}@${host}/${name}`
  const names = ['job_one', 'job_other']
  await provisionDatabases(superuser, names.map((name) => url(name, 'first')))
  expect(await provisionDatabases(superuser, names.map((name) => url(name, 's%40fe')))).toEqual(names)
  expect(await ask(url('job_one', 's%40fe'), 'select current_user as name')).toEqual([{ name: 'job_one' }])
  await expect(ask(url('job_one', 'first'), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  await expect(ask(url('job_one', 's%40fe').replace(/job_one$/, 'job_other'), 'select 1')).rejects.toMatchObject({ code: '42501' })
  await expect(provisionDatabases(superuser, ['postgres://job_one@localhost/job_one'])).rejects.toThrow('postgres://role:password@host/database')
})

const running: { child: ChildProcess; folder: string }[] = []
afterEach(async () => {
  for (const { child } of running.toReversed()) {
    child.kill('SIGQUIT')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  for (const { folder } of running) rmSync(folder, { recursive: true, force: true })
  running.length = 0
})

test('the replica of the compose file copies its primary and follows it', { timeout: 120_000 }, async () => {
  const bin = '/usr/lib/postgresql/15/bin'
  ensurePackages({ 'postgresql-15': `${bin}/postgres` })
  const folder = mkdtempSync(join(tmpdir(), 'segue-replica-'))
  const [port, replicaPort] = [String(await freePort()), String(await freePort())]
  const isRoot = process.getuid?.() === 0
  const prefix = isRoot ? ['setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups'] : ['env']
  const scripts = join(folder, 'scripts')
  cpSync(join(import.meta.dirname, '../postgres'), scripts, { recursive: true })
  for (const path of [folder, scripts]) chmodSync(path, 0o755)
  const place = join(folder, 'data')
  mkdirSync(place)
  if (isRoot) spawnSync('chown', ['postgres:postgres', place])
  const env = { PATH: `${bin}:/usr/bin:/bin`, PGDATA: join(place, 'primary'), POSTGRES_USER: 'postgres', REPLICATION_PASSWORD: "it's secret", PGHOST: '127.0.0.1', PGPORT: port }
  const run = (...command: string[]) => expect(spawnSync(prefix[0] ?? '', [...prefix.slice(1), ...command], { cwd: '/', env, encoding: 'utf8' })).toMatchObject({ status: 0 })
  const start = (command: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const child = spawn(prefix[0] ?? '', [...prefix.slice(1), ...command], { cwd: '/', env: { ...env, ...more }, stdio: 'ignore' })
    running.push({ child, folder })
  }
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='] as const

  run('initdb', '--auth', 'trust', '--username', 'postgres', '--no-sync')
  start(['postgres', ...settings, '-c', `port=${port}`, '-c', 'wal_level=replica'])
  await vi.waitFor(() => run('pg_isready', '-q'), { timeout: 20_000 })
  run('sh', join(scripts, '10-replication.sh'))
  // The image starts its server anew after these scripts.
  run('pg_ctl', 'reload')
  const primary = `postgres://postgres@127.0.0.1:${port}/postgres`
  await ask(primary, 'create table before (id int); insert into before values (1)')

  start(['sh', join(scripts, 'replica.sh'), ...settings, '-c', `port=${replicaPort}`], { PGDATA: join(place, 'replica'), PRIMARY_HOST: '127.0.0.1', PRIMARY_PORT: port })
  const replica = `postgres://postgres@127.0.0.1:${replicaPort}/postgres`
  await vi.waitFor(async () => expect(await ask(replica, 'select id, pg_is_in_recovery() as follows from before')).toEqual([{ id: 1, follows: true }]), { timeout: 30_000 })
  await ask(primary, 'insert into before values (2)')
  await vi.waitFor(async () => expect(await ask(replica, 'select count(*)::int as count from before')).toEqual([{ count: 2 }]), { timeout: 10_000 })
})
