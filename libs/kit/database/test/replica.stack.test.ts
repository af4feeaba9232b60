import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isOutOfReach, openDatabase, type Db } from '@segue/database'
import { scratchFolder } from '@segue/database/testing'
import { promoteReplica, startPostgres, startPostgresReplica, type Postgres } from '@segue/native'

interface Tables {
  writes: { id: number; value: number }
}

const folder = scratchFolder()
chmodSync(folder, 0o711)
let primary: Postgres
let replica: Postgres
let url: string

const at = (port: number) => url.replace(/:\d+\//, `:${port}/`)
const anywhere = () => url.replace(/@[^/]+/, `@127.0.0.1:${primary.port},127.0.0.1:${replica.port}`)
const open = () => openDatabase<Tables>(anywhere(), { replicaUrl: at(replica.port) })

beforeAll(async () => {
  primary = await startPostgres({ folder: join(folder, 'primary'), synchronous: true })
  replica = await startPostgresReplica({ of: primary, folder: join(folder, 'replica') })
  url = await primary.provision('catalog')
  await using db = openDatabase<Tables>(url)
  await sql`create table writes (id int primary key, value int not null)`.execute(db)
})
afterAll(async () => {
  await replica[Symbol.asyncDispose]()
  await primary[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const write = (db: Db<Tables>, id: number, value: number) =>
  db.insertInto('writes').values({ id, value }).onConflict((same) => same.column('id').doUpdateSet({ value })).execute()

/** What is read, and whether the replica read it. */
const read = (db: Db<Tables>, id: number) =>
  db.read(async (there) => {
    const { rows: [row] } = await sql<{ value: number; replica: boolean }>`
      select value, pg_is_in_recovery() as replica from writes where id = ${id}`.execute(there)
    return row
  })

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const begun = performance.now()
  return [await work(), performance.now() - begun]
}

async function readsThere(db: Db<Tables>): Promise<void> {
  await expect.poll(() => read(db, 1), { timeout: 15_000 }).toMatchObject({ replica: true })
}

test('what one process wrote another reads at once, ten thousand times, and nearly always from the replica', async () => {
  await using one = open()
  await using two = open()
  let stale = 0
  let fromReplica = 0
  const cycles = 10_000
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let cycle = 0; cycle < cycles / 8; cycle += 1) {
      const [id, value] = [writer * 10 + (cycle % 10), cycle]
      await write(one, id, value)
      const row = await read(two, id)
      if (row?.value !== value) stale += 1
      if (row?.replica) fromReplica += 1
    }
  })
  await Promise.all(writers)
  expect(stale).toBe(0)
  expect(fromReplica).toBeGreaterThan(cycles * 0.9)
}, 240_000)

test('a replica that is behind is not asked', async () => {
  await using db = open()
  await using admin = openDatabase<Tables>(replica.superuserUrl)
  await write(db, 1, 1)
  await readsThere(db)
  await sql`select pg_wal_replay_pause()`.execute(admin)
  try {
    for (let value = 2; value < 20; value += 1) {
      await write(db, 1, value)
      expect(await read(db, 1)).toEqual({ value, replica: false })
    }
  } finally {
    await sql`select pg_wal_replay_resume()`.execute(admin)
  }
  await readsThere(db)
})

test('a replica that hangs costs a read half a second once, and is used again when it answers', async () => {
  await using db = openDatabase<Tables>(url, { replicaUrl: at(replica.port) })
  await write(db, 1, 1)
  await readsThere(db)
  replica.freeze()
  try {
    const [row, first_ms] = await timed(() => read(db, 1))
    expect(row).toEqual({ value: 1, replica: false })
    // A hang that is not noticed costs a statement's deadline, seconds; one that is not remembered costs half a second each time.
    expect(first_ms).toBeLessThan(2_500)
    const [, later_ms] = await timed(async () => {
      for (let times = 0; times < 10; times++) await read(db, 1)
    })
    expect(later_ms).toBeLessThan(4_000)
  } finally {
    replica.thaw()
  }
  await readsThere(db)
})

test('a replica that is killed is done without, and used again when it is back', async () => {
  await using db = open()
  await readsThere(db)
  await replica.kill()
  const [row, ms] = await timed(() => read(db, 1))
  expect(row).toMatchObject({ replica: false })
  expect(ms).toBeLessThan(800)
  await replica.restart()
  await readsThere(db)
})

test('a primary that hangs stops writes, not reads', async () => {
  await using db = open()
  await write(db, 1, 1)
  await readsThere(db)
  primary.freeze()
  try {
    for (let turn = 0; turn < 3; turn += 1) {
      const [row, ms] = await timed(() => read(db, 1))
      expect(row).toEqual({ value: 1, replica: true })
      expect(ms).toBeLessThan(3_500)
    }
    await expect(write(db, 1, 2)).rejects.toSatisfy(isOutOfReach)
  } finally {
    primary.thaw()
  }
  await expect.poll(() => write(db, 1, 3).then(() => 'written', String)).toBe('written')
  expect(await read(db, 1)).toMatchObject({ value: 3 })
})

test('whether a commit waits for the replica can be changed while the primary runs', async () => {
  await using db = openDatabase<Tables>(url)
  replica.freeze()
  try {
    await expect(write(db, 1, 1)).rejects.toSatisfy(isOutOfReach)
    await primary.waitForReplica(false)
    await expect.poll(() => write(db, 2, 2).then(() => 'written', String), { timeout: 15_000 }).toBe('written')
  } finally {
    replica.thaw()
    await primary.waitForReplica(true)
  }
})

test('what is wrong with a read, or refused by it, is its caller’s', async () => {
  await using db = open()
  await readsThere(db)
  await expect(db.read((there) => sql`select nothing from writes`.execute(there))).rejects.toThrow('does not exist')
  await expect(db.read(async () => Promise.reject(new Error('not yours')))).rejects.toThrow('not yours')
  expect(await read(db, 1), 'and no fault of the replica').toMatchObject({ replica: true })
})

test('killed under load, the primary takes nothing acknowledged along, and the replica takes over while clients go on', async () => {
  await using one = open()
  await using two = open()
  const acknowledged: number[] = []
  const failures: unknown[] = []
  let isOver = false
  let lastGood = performance.now()
  let outage_ms = 0
  let next = 1_000
  const unread: unknown[] = []
  const writers = [one, two].flatMap((db) =>
    Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const id = (next += 1)
        try {
          await write(db, id, id)
          acknowledged.push(id)
          outage_ms = Math.max(outage_ms, performance.now() - lastGood)
          lastGood = performance.now()
        } catch (error) {
          failures.push(error)
          await new Promise((done) => setTimeout(done, 20))
        }
      }
    }),
  )
  const reader = (async () => {
    while (!isOver) {
      await read(one, 1).catch((error: unknown) => unread.push(error))
      await new Promise((done) => setTimeout(done, 5))
    }
  })()
  await expect.poll(() => acknowledged.length).toBeGreaterThan(500)
  await expect(promoteReplica(join(folder, 'replica'))).rejects.toThrow('still answers')
  await primary.kill()
  const before = acknowledged.length
  await expect(promoteReplica(join(folder, 'replica'))).resolves.toBe(replica.port)
  await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 500)
  isOver = true
  await Promise.all([...writers, reader])

  const { rows } = await sql<{ id: number }>`select id from writes where id > 1000`.execute(one)
  const kept = new Set(rows.map(({ id }) => id))
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
  expect(failures.every(isOutOfReach), String(failures.find((error) => !isOutOfReach(error)))).toBe(true)
  expect(outage_ms).toBeLessThan(5_000)
  expect(unread, 'reads go on').toEqual([])
  expect(await promoteReplica(join(folder, 'replica')), 'again it changes nothing').toBe(replica.port)
  await expect(startPostgresReplica({ of: replica, folder: join(folder, 'replica') })).rejects.toThrow('holds no replica')
}, 240_000)

test('the old primary comes back as the replica of the new one, once its folder is gone', async () => {
  await primary[Symbol.asyncDispose]()
  await expect(startPostgresReplica({ of: replica, folder: join(folder, 'primary') })).rejects.toThrow('holds no replica')
  rmSync(join(folder, 'primary'), { recursive: true })
  await using back = await startPostgresReplica({ of: replica, folder: join(folder, 'primary'), port: primary.port })
  await using db = openDatabase<Tables>(anywhere(), { replicaUrl: at(back.port) })
  await write(db, 1, 77)
  await expect.poll(() => read(db, 1), { timeout: 15_000 }).toEqual({ value: 77, replica: true })
}, 240_000)
