import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate, openDatabase, type Migration } from '@segue/database'
import { testDatabase } from '@segue/database/testing'

interface Tables {
  steps: { name: string }
}

const step = (name: string): Migration => ({
  async up(db) {
    await sql`create table if not exists steps (name text)`.execute(db)
    await sql`insert into steps values (${name})`.execute(db)
  },
})
const three = { '0003-c': step('c'), '0001-a': step('a'), '0002-b': step('b') }

test('processes that start together run each migration once, in the order of their names', async () => {
  await using fresh = await testDatabase()
  await using one = openDatabase<Tables>(fresh.url)
  await using two = openDatabase<Tables>(fresh.url)
  await Promise.all([one, two, one, two].map((db) => migrate(db, three)))
  await expect(one.selectFrom('steps').selectAll().execute()).resolves.toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
})

test('a migration that fails leaves nothing of itself and keeps those before it', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  const failing: Migration = {
    async up(tx) {
      await sql`insert into steps values ('half')`.execute(tx)
      throw new Error('no luck')
    },
  }
  await expect(migrate(db, { '0001-a': step('a'), '0002-b': failing })).rejects.toThrow('no luck')
  await expect(db.selectFrom('steps').selectAll().execute()).resolves.toEqual([{ name: 'a' }])
  await migrate(db, three)
  await expect(db.selectFrom('steps').selectAll().execute()).resolves.toHaveLength(3)
})

const one = { '0001-a': step('a') }

test('a version starts again after the next one has migrated, and leaves its schema alone', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  await migrate(db, one)
  await migrate(db, three)
  await migrate(db, one)
  await expect(db.selectFrom('steps').selectAll().execute()).resolves.toHaveLength(3)
  await migrate(db, { ...three, '0004-d': step('d') })
  await expect(db.selectFrom('steps').selectAll().execute()).resolves.toHaveLength(4)
})

test('processes of two versions that start together all start, and each migration is run once', async () => {
  await using fresh = await testDatabase()
  await using old = openDatabase<Tables>(fresh.url)
  await using next = openDatabase<Tables>(fresh.url)
  await Promise.all([migrate(old, one), migrate(next, three), migrate(old, one), migrate(next, three)])
  await expect(old.selectFrom('steps').selectAll().execute()).resolves.toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
})

test('a version that needs what a migration took away is refused in words, and one that can do without starts', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  const without = { ...one, '0002-b': step('b') }
  const dropping = { ...without, '0003-drop': { ...step('drop'), requires: '0002-b' } }
  await migrate(db, dropping)
  await expect(migrate(db, one)).rejects.toThrow('the migration "0003-drop", which takes away what this version needs')
  await migrate(db, without)
  await migrate(db, { ...dropping, '0004-last': { ...step('last'), requires: '0004-last' } })
  await expect(migrate(db, without)).rejects.toThrow('the migration "0004-last", which takes away')
})

test('a migration that takes away and fails refuses nobody', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  await migrate(db, one)
  const failing: Migration = { up: async (tx) => void (await sql`select 1 / 0`.execute(tx)), requires: '0002-drop' }
  await expect(migrate(db, { ...one, '0002-drop': failing })).rejects.toThrow('division by zero')
  await migrate(db, one)
})

test("a database whose migrations do not follow one's own is refused in words", async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  await migrate(db, three)
  const unknown = 'the migration "0002-b", which this version does not know'
  await expect(migrate(db, { '0001-a': step('a'), '0003-c': step('c') }), 'one between').rejects.toThrow(unknown)
  await expect(migrate(db, { '0001-a': step('a'), '0001-other': step('other') }), 'one of its own is missing').rejects.toThrow(unknown)
})

test('a migration that requires one which there is not is refused before it runs', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  await expect(migrate(db, { '0001-a': { ...step('a'), requires: '0001-typo' } })).rejects.toThrow('requires "0001-typo"')
  await migrate(db, one)
})

test('a migration may run longer than a statement of the service', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url, { statement_timeout_ms: 50 })
  await migrate(db, { '0001-slow': { up: async (tx) => void (await sql`select pg_sleep(0.3)`.execute(tx)) } })
})

test('a migration waits 2 s for a lock, lets the others pass, and comes again', async () => {
  await using fresh = await testDatabase()
  await using db = openDatabase<Tables>(fresh.url)
  await migrate(db, { '0001-a': step('a') })
  const lockHeld = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const holder = db.transaction().execute(async (tx) => {
    await sql`lock table steps in access share mode`.execute(tx)
    lockHeld.resolve()
    await release.promise
  })
  await lockHeld.promise
  let attempts = 0
  const alter: Migration = {
    async up(tx) {
      if (++attempts === 2) release.resolve()
      await sql`alter table steps add column at timestamptz`.execute(tx)
    },
  }
  await migrate(db, { '0001-a': step('a'), '0002-b': alter })
  await holder
  expect(attempts).toBe(2)
})
