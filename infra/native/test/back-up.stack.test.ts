import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { prepareBucket } from '../../../libs/ports/object-store/src/bucket.ts'
import { openObjectStore, type ObjectStore } from '../../../libs/ports/object-store/src/index.ts'
import { copyObjects } from '../../../tools/src/back-up/copy-objects.ts'
import { backUpPostgres, restorePostgres, startObjectStore, startPostgres, type Postgres } from '../src/index.ts'
import { changeSecret } from '../src/postgres/change-secret.ts'

const none = { upload_url: '', upload_secret: '' }
const names = ['first', 'second'] as const

async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'segue-back-up-'))
  await chmod(path, 0o711)
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function ask<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

/** What each database holds, to the bit. */
const sumsOf = async (postgres: Postgres) => {
  const sum = `select count(*), md5(string_agg(id || text, ',' order by id)) from rows`
  return Promise.all(names.map(async (name) => ask(await postgres.provision(name), sum)))
}

/** Writes to both databases, one after the other, until it is stopped; resolves with how many pairs were acknowledged. */
async function startWriting(postgres: Postgres): Promise<() => Promise<number>> {
  const clients = await Promise.all(names.map(async (name) => new pg.Client(await postgres.provision(name))))
  await Promise.all(clients.map((client) => client.connect()))
  let isStopped = false
  let pairs = 0
  const writing = (async () => {
    const row = `insert into rows (text) values (repeat(md5(random()::text), 20))`
    for (; !isStopped; pairs++) for (const client of clients) await client.query(row)
  })()
  return async () => {
    isStopped = true
    await writing
    await Promise.all(clients.map((client) => client.end()))
    return pairs
  }
}

const makeTables = async (postgres: Postgres) => {
  const table = 'create table rows (id bigint generated always as identity primary key, text text not null)'
  for (const name of names) await ask(await postgres.provision(name), table)
}

const moreThan = async (postgres: Postgres, count: number) => {
  const written = async () => Number((await sumsOf(postgres))[1]?.[0]?.['count'])
  await expect.poll(written, { timeout: 30_000, interval: 50 }).toBeGreaterThan(count)
}

test('restored to a mark or to a time, databases written to all the while hold what they held then', { timeout: 240_000 }, async () => {
  const folder = await temporaryFolder()
  const place = { archive: join(folder, 'archive'), to: join(folder, 'copy') }
  const own = join(folder, 'own')
  const postgres = await startPostgres({ folder: own })
  await makeTables(postgres)

  const stopFirst = await startWriting(postgres)
  await moreThan(postgres, 100)
  const marked = await backUpPostgres({ folder: own, ...place, mark: 'one' })
  await moreThan(postgres, 300)
  const pairs = await stopFirst()
  const atTime = await sumsOf(postgres)
  expect(atTime[0]?.[0]?.['count']).toBe(String(pairs))
  const [moment] = await ask<{ at: Date }>(postgres.superuserUrl, 'select clock_timestamp() as at')

  const stopSecond = await startWriting(postgres)
  await moreThan(postgres, pairs + 100)
  await stopSecond()
  const atEnd = await sumsOf(postgres)
  // As a mark after the copy alone would: what follows is in the archive too.
  await backUpPostgres({ folder: own, archive: place.archive, to: join(folder, 'copy-2'), mark: 'two' })
  await postgres.kill()
  await postgres[Symbol.asyncDispose]()
  await rm(own, { recursive: true })

  const restored = async (name: string, upTo: Parameters<typeof restorePostgres>[0]['upTo'], from = place.to) => {
    const at = join(folder, name)
    await restorePostgres({ from, archive: place.archive, folder: at, upTo })
    return startPostgres({ folder: at })
  }
  {
    await using there = await restored('at-time', { time: moment?.at ?? new Date(0) })
    expect(await sumsOf(there)).toEqual(atTime)
  }
  {
    await using there = await restored('at-end', { mark: 'two' }, join(folder, 'copy-2'))
    expect(await sumsOf(there)).toEqual(atEnd)
  }
  {
    await using there = await restored('at-mark', { mark: marked.name })
    const [first, second] = (await sumsOf(there)).map(([row]) => Number(row?.['count']))
    // One moment for both: the first is written to before the second.
    expect([0, 1]).toContain((first ?? 0) - (second ?? 0))
    expect(second).toBeGreaterThan(100)
    expect(first).toBeLessThan(pairs)
    // It is a primary like any other: it takes writes, and can be backed up.
    await ask(await there.provision('first'), `insert into rows (text) values ('after')`)
    await backUpPostgres({ folder: join(folder, 'at-mark'), archive: place.archive, to: join(folder, 'copy-3'), mark: 'three' })
  }
  {
    await using there = await restored('again', { mark: 'three' }, join(folder, 'copy-3'))
    expect(await ask(await there.provision('first'), `select 1 from rows where text = 'after'`)).toHaveLength(1)
  }
  expect((await stat(join(folder, 'copy', 'secret'))).mode & 0o777).toBe(0o600)
})

test('a moment that the archive lacks, and a copy that was damaged, are refused and leave no cluster', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder()
  const own = join(folder, 'own')
  const place = { archive: join(folder, 'archive'), to: join(folder, 'copy') }
  await using postgres = await startPostgres({ folder: own })
  await makeTables(postgres)
  await backUpPostgres({ folder: own, ...place, mark: 'one' })

  const elsewhere = backUpPostgres({ folder: own, archive: join(folder, 'other'), to: join(folder, 'copy-3'), mark: 'two' })
  await expect(elsewhere).rejects.toThrow('is kept in')
  const at = join(folder, 'restored')
  const restore = (upTo: { mark: string } | 'latest') => restorePostgres({ from: place.to, archive: place.archive, folder: at, upTo })
  await changeSecret(own)
  await expect(restore('latest')).resolves.toBeUndefined()
  await rm(at, { recursive: true })
  await backUpPostgres({ folder: own, archive: place.archive, to: join(folder, 'copy-2'), mark: 'two' })
  await expect(restore('latest')).rejects.toThrow('The passwords were changed')
  await expect(restore({ mark: 'another' })).rejects.toThrow('recovery ended before configured recovery target was reached')
  await rm(join(place.to, 'data', 'global', 'pg_control'))
  await expect(restore('latest')).rejects.toThrow('pg_control')
  await expect(stat(join(at, 'data'))).rejects.toThrow('ENOENT')
  await expect(restorePostgres({ from: place.to, archive: place.archive, folder: own, upTo: 'latest' })).rejects.toThrow('holds a cluster')
})

test('objects come back to the bit, types and all, and a second copy carries only what is new', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder()
  await using kept = await openObjectStore(pathToFileURL(join(folder, 'kept')).href, none)
  const keys = Array.from({ length: 20 }, (_, at) => `${at % 2 ? 'uploads' : 'artists'}/${at}/object`)
  const checksums = new Map<string, unknown>()
  const openBucket = async (name: string): Promise<ObjectStore> => {
    const part = await startObjectStore({ folder: join(folder, name) })
    onTestFinished(() => part[Symbol.asyncDispose]())
    await prepareBucket(part.url, { origins: [], reader: part.reader })
    const store = await openObjectStore(part.url, none)
    onTestFinished(() => store[Symbol.asyncDispose]())
    return store
  }
  const source = await openBucket('source')
  for (const [at, key] of keys.entries()) {
    await source.put(key, randomBytes(1000 * at + 1), { content_type: at % 2 ? 'audio/flac' : 'image/png' })
    checksums.set(key, await described(source, key))
  }
  expect(await copyObjects(source, kept)).toMatchObject({ copied: 20, left: 0, gone: [] })
  await source.put('images/new', randomBytes(10), { content_type: 'image/png' })
  await source.delete(keys[0] ?? '')
  expect(await copyObjects(source, kept)).toEqual({ copied: 1, copied_bytes: 10, left: 19, gone: [keys[0]] })

  const restored = await openBucket('restored')
  expect(await copyObjects(kept, restored)).toMatchObject({ copied: 21 })
  for (const key of keys) expect(await described(restored, key)).toEqual(checksums.get(key))
})

async function described(store: ObjectStore, key: string) {
  const info = await store.head(key)
  return { size: info?.size, content_type: info?.content_type, checksum_sha256: info?.checksum_sha256 }
}
