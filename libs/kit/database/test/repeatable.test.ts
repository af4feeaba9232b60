import { sql } from 'kysely'
import { expect, test } from 'vitest'
import {
  IdempotencyKeyInFlight, IdempotencyKeyReused, idempotencyKeysMigration, migrate, openDatabase, purgeIdempotencyKeys, repeatable,
} from '@segue/database'
import { testDatabase } from '@segue/database/testing'

interface Tables {
  writes: { n: number }
  idempotency_keys: { key: string }
}

const claim = { user_id: '01938d0e-7c1a-7000-8000-000000000001', operation: 'create-song', key: 'k1', fingerprint: 'f1' }

async function open() {
  const fresh = await testDatabase()
  const db = openDatabase<Tables>(fresh.url)
  await migrate(db, {
    '0001-writes': { up: async (tx) => void (await sql`create table writes (n int)`.execute(tx)) },
    '0002-idempotency-keys': idempotencyKeysMigration,
  })
  let n = 0
  return {
    db,
    write: (of = claim) =>
      repeatable(db, of, async (tx) => {
        n += 1
        await tx.insertInto('writes').values({ n }).execute()
        return { z: n, a: ['answer'] }
      }),
    writes: async () => (await db.selectFrom('writes').selectAll().execute()).length,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await fresh[Symbol.asyncDispose]()
    },
  }
}

test('a repeated request is written once and answered alike', async () => {
  await using it = await open()
  const first = await it.write()
  expect(JSON.stringify(await it.write())).toBe(JSON.stringify(first))
  expect(await it.writes()).toBe(1)
})

test('the same key of another user or operation is another request', async () => {
  await using it = await open()
  await it.write()
  await it.write({ ...claim, user_id: '01938d0e-7c1a-7000-8000-000000000002' })
  await it.write({ ...claim, operation: 'create-album' })
  expect(await it.writes()).toBe(3)
})

test('a key used again for another body is refused', async () => {
  await using it = await open()
  await it.write()
  await expect(it.write({ ...claim, fingerprint: 'f2' })).rejects.toThrow(IdempotencyKeyReused)
  expect(await it.writes()).toBe(1)
})

test('of twenty equal requests at once one writes, and the others hear that it is under way or get its answer', async () => {
  await using it = await open()
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => it.write()))
  expect(await it.writes()).toBe(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') expect(outcome.value).toEqual({ z: 1, a: ['answer'] })
    else expect(outcome.reason).toBeInstanceOf(IdempotencyKeyInFlight)
  }
})

test('a refusal rolls back, is not kept, and the key may be tried again', async () => {
  await using it = await open()
  const refused = repeatable(it.db, claim, async (tx) => {
    await tx.insertInto('writes').values({ n: 1 }).execute()
    throw new Error('not allowed')
  })
  await expect(refused).rejects.toThrow('not allowed')
  expect(await it.writes()).toBe(0)
  await it.write()
  expect(await it.writes()).toBe(1)
})

test('without a key every request is a request of its own', async () => {
  await using it = await open()
  const write = () => repeatable(it.db, null, async (tx) => void (await tx.insertInto('writes').values({ n: 1 }).execute()))
  await write()
  await write()
  expect(await it.writes()).toBe(2)
})

test('an answer without content is repeated as such', async () => {
  await using it = await open()
  const write = () => repeatable(it.db, claim, async () => {})
  await expect(write()).resolves.toBeUndefined()
  await expect(write()).resolves.toBeUndefined()
})

test('a key is forgotten after 24 hours, purged or not', async () => {
  await using it = await open()
  await it.write()
  await it.write({ ...claim, key: 'k2' })
  await sql`update idempotency_keys set created_at = now() - interval '24 hours 1 second' where key = 'k1'`.execute(it.db)
  await it.write()
  expect(await it.writes()).toBe(3)
  await sql`update idempotency_keys set created_at = now() - interval '24 hours 1 second' where key = 'k1'`.execute(it.db)
  await expect(purgeIdempotencyKeys(it.db)).resolves.toBe(1)
  await expect(it.db.selectFrom('idempotency_keys').select('key').execute()).resolves.toEqual([{ key: 'k2' }])
})
