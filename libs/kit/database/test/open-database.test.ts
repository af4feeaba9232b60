import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { isOutOfReach, openDatabase } from '@segue/database'
import { testDatabase } from '@segue/database/testing'

interface Tables {
  songs: { id: number; title: string }
}

test('values arrive as Date, safe number, text for numeric and date, and parsed JSON', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  const { rows } = await sql`select
    timestamptz '2026-11-24T05:46:21.123Z' as at, date '2026-11-24' as day, 9007199254740991::int8 as big,
    count(*) as count, 0.10::numeric as price, '{"a": [1]}'::jsonb as data from (values (1), (2)) as t`.execute(db)
  expect(rows).toEqual([{
    at: new Date('2026-11-24T05:46:21.123Z'), day: '2026-11-24', big: Number.MAX_SAFE_INTEGER, count: 2, price: '0.10', data: { a: [1] },
  }])
})

test('an int8 that a number can not hold is an error, not another number', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  await expect(sql`select 9007199254740993::int8`.execute(db)).rejects.toThrow('9007199254740993 does not fit')
  await db.ping()
})

test('a statement past its deadline is cancelled and the connection goes on', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { max: 1, statement_timeout_ms: 100 })
  await expect(sql`select pg_sleep(5)`.execute(db)).rejects.toThrow('statement timeout')
  await db.ping()
})

test('work done patiently has no deadline', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { statement_timeout_ms: 50 })
  await db.patiently((patient) => sql`select pg_sleep(0.2)`.execute(patient))
})

test('a statement is prepared once a connection, and long lists are not kept', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { max: 1 })
  await sql`create table songs (id int primary key, title text not null)`.execute(db)
  for (let id = 0; id < 3; id++) await db.insertInto('songs').values({ id, title: 'x' }).execute()
  const many = Array.from({ length: 2_000 }, (_, index) => ({ id: 10 + index, title: 'x' }))
  await db.insertInto('songs').values(many).execute()
  const { rows } = await sql`select count(*) as kept from pg_prepared_statements where statement like 'insert%'`.execute(db)
  expect(rows).toEqual([{ kept: 1 }])
})

test('a column added while the service runs does not break a query it has prepared', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { max: 1 })
  await using other = openDatabase<Tables>(fresh.url)
  await sql`create table songs (id int primary key, title text not null)`.execute(db)
  const read = () => db.selectFrom('songs').selectAll().execute()
  await read()
  await sql`alter table songs add column genre text`.execute(other)
  await sql`insert into songs values (1, 'One', 'folk')`.execute(other)
  await expect(read()).resolves.toEqual([{ id: 1, title: 'One', genre: 'folk' }])
  await expect(read()).resolves.toHaveLength(1)
})

test('a column added while the service runs does not break a transaction either', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { max: 1 })
  await using other = openDatabase<Tables>(fresh.url)
  await sql`create table songs (id int primary key, title text not null)`.execute(db)
  const writeAndRead = (id: number) =>
    db.transaction().execute(async (tx) => {
      await tx.insertInto('songs').values({ id, title: 'x' }).returningAll().execute()
      await tx.selectFrom('songs').selectAll('songs').where('id', '=', id).forUpdate().execute()
      return tx.selectFrom('songs').selectAll().execute()
    })
  await writeAndRead(1)
  await sql`alter table songs add column genre text`.execute(other)
  await expect(writeAndRead(2)).resolves.toHaveLength(2)
})

test('a database out of reach is an error in time', async () => {
  await using db = openDatabase<Tables>('postgres://nobody:x@127.0.0.1:1/nothing')
  await expect(db.ping()).rejects.toThrow('ECONNREFUSED')
})

test('whoever finds no free connection gets an error instead of waiting for ever', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { max: 1, statement_timeout_ms: 4_000 })
  const busy = sql`select pg_sleep(3)`.execute(db)
  await expect(db.ping()).rejects.toThrow('timeout')
  await busy
})

test('a server process that hangs costs one statement its deadline, not the pool', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { max: 1, statement_timeout_ms: 200 })
  const { rows: [backend] } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  if (!backend) throw new Error('no backend')
  process.kill(backend.pid, 'SIGSTOP')
  try {
    await expect(db.ping()).rejects.toThrow('timeout')
    await db.ping()
  } finally {
    process.kill(backend.pid, 'SIGCONT')
  }
})

test('a transaction whose server process hangs costs one deadline, not another one to be taken back', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { max: 1, statement_timeout_ms: 3_000 })
  let hung: number | undefined
  let asked_ms = 0
  try {
    const work = db.transaction().execute(async (tx) => {
      const { rows: [backend] } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      if (!backend) throw new Error('no backend')
      hung = backend.pid
      process.kill(hung, 'SIGSTOP')
      asked_ms = performance.now()
      await sql`select 1`.execute(tx)
    })
    await expect(work).rejects.toThrow('timeout')
    expect(performance.now() - asked_ms).toBeLessThan(6_500)
    await db.ping()
  } finally {
    if (hung !== undefined) process.kill(hung, 'SIGCONT')
  }
})

test('a connection that is cut is replaced at the next use', async () => {
  await using fresh = await testDatabase()
  const errors: unknown[] = []
  await using db = openDatabase<Tables>(fresh.url, { max: 1, onError: (error) => errors.push(error) })
  await db.ping()
  await using other = openDatabase<Tables>(fresh.url)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(other)
  await expect.poll(() => errors.length).toBe(1)
  await db.ping()
})

test('a connection cut in the middle of a transaction fails that transaction, not the process', async () => {
  await using database = await testDatabase()
  await using db = openDatabase<unknown>(database.url)
  const cut = db.transaction().execute(async (tx) => {
    const { rows: [own] } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
    await sql`select pg_terminate_backend(${own?.pid})`.execute(db)
    await vi.waitFor(async () => {
      const { rows } = await sql`select from pg_stat_activity where pid = ${own?.pid}`.execute(db)
      expect(rows).toEqual([])
    }, { timeout: 10_000 })
    await sql`select 1`.execute(tx)
  })
  await expect(cut).rejects.toSatisfy(isOutOfReach)
  expect(await sql<{ one: number }>`select 1 as one`.execute(db)).toMatchObject({ rows: [{ one: 1 }] })
})
