import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from '@segue/database/testing'

test('every test gets a database of its own, which is gone when the test ends', async () => {
  const gone: string[] = []
  {
    await using one = await testDatabase()
    await using other = await testDatabase()
    expect(one.url).not.toBe(other.url)
    const client = new pg.Client(one.url)
    await client.connect()
    await client.query('create table t (id int)')
    await client.end()
    gone.push(one.url, other.url)
  }
  for (const url of gone) await expect(new pg.Client(url).connect()).rejects.toThrow('does not exist')
})
