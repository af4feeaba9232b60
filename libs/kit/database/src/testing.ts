import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export { scratchFolder } from './scratch-folder.ts'

export interface TestDatabase extends AsyncDisposable {
  readonly url: string
}

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client(inject('databaseUrl'))
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A fresh, empty database on the run's PostgreSQL; disposing drops it, whoever is still connected. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await asSuperuser(`create database ${name} strategy file_copy`)
  const url = new URL(inject('databaseUrl'))
  url.pathname = `/${name}`
  return { url: url.href, [Symbol.asyncDispose]: () => asSuperuser(`drop database if exists ${name} with (force)`) }
}
