import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { startDatabase } from '@segue/database/embedded'
import { scratchFolder } from '../src/scratch-folder.ts'

const asRoot = process.getuid?.() === 0
const root = scratchFolder()
const home = join(root, 'home')
chmodSync(root, 0o711)
afterAll(() => rmSync(root, { recursive: true, force: true }))

let folders = 0
const freshFolder = () => join(root, `folder-${++folders}`)
const start = (folder: string, durable = false) => startDatabase({ folder, home, durable })

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Another process that starts the database; resolves with the URL of `catalog` once it runs. */
async function startElsewhere(folder: string): Promise<{ process: ChildProcess; url: string }> {
  const other = spawn(process.execPath, [join(import.meta.dirname, 'owner.ts'), folder, home], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const url of createInterface(other.stdout)) return { process: other, url }
  throw new Error('the other start ended early')
}

const postmaster = (folder: string) => Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
const runs = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a database keeps its URL and its rows over a restart', async () => {
  const folder = freshFolder()
  let url = ''
  {
    await using database = await start(folder)
    url = await database.provision('catalog')
    await query(url, 'create table songs (title text)')
    await query(url, `insert into songs values ('Blåhøj')`)
  }
  await using database = await start(folder)
  await expect(database.provision('catalog')).resolves.toBe(url)
  await expect(query(url, 'select title from songs')).resolves.toEqual([{ title: 'Blåhøj' }])
})

test('a service reaches its own database and no other', async () => {
  await using database = await start(freshFolder())
  const [catalog, user] = await Promise.all([database.provision('catalog'), database.provision('user')])
  const intruder = (target: string) => {
    const url = new URL(catalog)
    url.pathname = target
    return url.href
  }
  await expect(query(catalog, 'select current_user as name')).resolves.toEqual([{ name: 'catalog' }])
  for (const other of ['/user', '/postgres']) await expect(query(intruder(other), 'select 1')).rejects.toThrow('permission denied for database')
  await expect(query(user.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow('password authentication failed')
  await expect(query(user.replace(/:[^:@]+@/, '@'), 'select 1')).rejects.toThrow('password')
  await expect(query(catalog, 'create role more login')).rejects.toThrow('permission denied')
})

test('a database is provisioned any number of times at once, and only under a plain name', async () => {
  await using database = await start(freshFolder())
  const urls = await Promise.all(Array.from({ length: 5 }, () => database.provision('catalog')))
  expect(new Set(urls).size).toBe(1)
  await expect(database.provision('a"b')).rejects.toThrow(`can't name a database`)
})

test('what search needs is there: trigrams of accented letters, and its extensions for a service', async () => {
  await using database = await start(freshFolder())
  const url = await database.provision('search')
  await query(url, 'create extension pg_trgm')
  await query(url, 'create extension unaccent')
  await expect(query(url, `select similarity('Ørsted', 'ørsted') as same, lower('ÅÉ') as lower, unaccent('Sigur Rós') as plain`)).resolves.toEqual([
    { same: 1, lower: 'åé', plain: 'Sigur Ros' },
  ])
  await expect(query(url, `select similarity('Ø', 'Ö') as other`)).resolves.toEqual([{ other: 0 }])
})

test('secrets are for their owner alone, and the server listens on the loopback only', async () => {
  const folder = freshFolder()
  await using database = await start(folder)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
  await expect(query(database.url, 'show listen_addresses')).resolves.toEqual([{ listen_addresses: '127.0.0.1' }])
  await expect(query(database.url, 'show unix_socket_directories')).resolves.toEqual([{ unix_socket_directories: '' }])
})

test('what was acknowledged is on the disk unless told otherwise', async () => {
  await using database = await start(freshFolder(), true)
  await expect(query(database.url, 'show fsync')).resolves.toEqual([{ fsync: 'on' }])
  await expect(query(database.url, 'show synchronous_commit')).resolves.toEqual([{ synchronous_commit: 'on' }])
})

test('a second start on the same folder is refused and leaves the first alone, in one process or in two', async () => {
  const folder = freshFolder()
  const first = await startElsewhere(folder)
  await expect(start(folder)).rejects.toThrow('already in use')
  await expect(query(first.url, 'select 1 as one')).resolves.toEqual([{ one: 1 }])
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')
  await using _second = await start(folder)
  await expect(start(folder)).rejects.toThrow('already in use')
})

test('of two starts at the same moment one wins', async () => {
  const folder = freshFolder()
  const outcomes = await Promise.allSettled([start(folder), start(folder)])
  const started = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  expect(started).toHaveLength(1)
  for (const { value } of started) await value[Symbol.asyncDispose]()
})

test('a killed start takes its database down with it, and the next start has every row', async () => {
  const folder = freshFolder()
  const killed = await startElsewhere(folder)
  const left = postmaster(folder)
  await query(killed.url, 'create table songs as select 1 as id')
  killed.process.kill('SIGKILL')
  await vi.waitFor(() => expect(runs(left)).toBe(false), { timeout: 10_000 })
  await using database = await start(folder)
  await expect(query(await database.provision('catalog'), 'select id from songs')).resolves.toEqual([{ id: 1 }])
})

test('a database that a killed start left running is stopped and taken over', async () => {
  const folder = freshFolder()
  const killed = await startElsewhere(folder)
  await query(killed.url, 'create table songs as select 1 as id')
  const left = postmaster(folder)
  // A server that hangs does not notice that its owner is gone.
  process.kill(left, 'SIGSTOP')
  killed.process.kill('SIGKILL')
  await once(killed.process, 'exit')
  expect(runs(left)).toBe(true)
  await using database = await start(folder)
  expect(postmaster(folder)).not.toBe(left)
  await expect(query(await database.provision('catalog'), 'select id from songs')).resolves.toEqual([{ id: 1 }])
})

test('a stale pid file whose number belongs to somebody else now harms nobody', async () => {
  const folder = freshFolder()
  {
    await using _made = await start(folder)
  }
  const bystander = spawn('sleep', ['60'])
  writeFileSync(join(folder, 'data', 'postmaster.pid'), `${bystander.pid}\n${join(folder, 'data')}\n1\n5432\n\n127.0.0.1\n\nready   \n`)
  await using database = await start(folder)
  await expect(query(database.url, 'select 1 as one')).resolves.toEqual([{ one: 1 }])
  expect(bystander.exitCode).toBeNull()
  bystander.kill('SIGKILL')
})

test('a server that dies while in use comes back on the same port with every committed row', async () => {
  const folder = freshFolder()
  const errors: unknown[] = []
  await using database = await startDatabase({ folder, home, durable: false, onError: (error) => errors.push(error) })
  const url = await database.provision('catalog')
  await query(url, 'create table songs as select 1 as id')
  process.kill(postmaster(folder), 'SIGKILL')
  await vi.waitFor(async () => expect(await query(url, 'select id from songs')).toEqual([{ id: 1 }]), { timeout: 20_000, interval: 100 })
  expect(String(errors[0])).toContain('PostgreSQL ended with SIGKILL')
})

test('a folder of another PostgreSQL version is refused in one sentence and kept as it is', async () => {
  const folder = freshFolder()
  {
    await using _made = await start(folder)
  }
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '15\n')
  await expect(start(folder)).rejects.toThrow('was made by PostgreSQL 15 but this is PostgreSQL 18')
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '18\n')
  await using database = await start(folder)
  await expect(query(database.url, 'select 1 as one')).resolves.toEqual([{ one: 1 }])
})

test('a start that was cut off while it made the cluster is made good by the next', async () => {
  const folder = freshFolder()
  const child = spawn(process.execPath, [join(import.meta.dirname, 'owner.ts'), folder, home], { stdio: 'ignore' })
  const half = () => readdirSync(folder).filter((name) => name.startsWith('data.new-'))
  await vi.waitFor(() => expect(readdirSync(join(folder, half()[0] ?? '')).length).toBeGreaterThan(3), { timeout: 10_000, interval: 5 })
  child.kill('SIGKILL')
  await once(child, 'exit')
  await using database = await start(folder)
  await expect(query(database.url, 'select 1 as one')).resolves.toEqual([{ one: 1 }])
})

test.skipIf(!asRoot)('as root the database runs as a user of its own, also below a folder that only root can read', async () => {
  const closed = scratchFolder()
  const folder = join(closed, 'clone', '.segue')
  let url = ''
  {
    await using database = await start(folder)
    url = await database.provision('catalog')
    await query(url, 'create table songs as select 1 as id')
    const cluster = readFileSync(join(folder, 'cluster'), 'utf8')
    expect(statSync(join(home, cluster, 'data')).uid).not.toBe(0)
  }
  {
    await using database = await start(folder)
    await expect(query(await database.provision('catalog'), 'select id from songs')).resolves.toEqual([{ id: 1 }])
  }
  rmSync(closed, { recursive: true })
  await using database = await start(folder)
  await expect(query(await database.provision('catalog'), 'select id from songs')).rejects.toThrow('does not exist')
  rmSync(closed, { recursive: true })
})
