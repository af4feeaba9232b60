import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { startPostgres, startPostgresReplica } from '../src/index.ts'
import { changeSecret } from '../src/postgres/change-secret.ts'

test('new passwords for all roles: open connections go on, old URLs are refused until the next start', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'segue-secret-'))
  await chmod(folder, 0o711)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [own, copy] = [join(folder, 'own'), join(folder, 'copy')]
  const start = async () => {
    const primary = await startPostgres({ folder: own })
    onTestFinished(() => primary[Symbol.asyncDispose]())
    const replica = await startPostgresReplica({ of: primary, folder: copy })
    onTestFinished(() => replica[Symbol.asyncDispose]())
    return { primary, replica, url: await primary.provision('catalog') }
  }
  const ask = async (url: string) => {
    const client = new pg.Client(url)
    await client.connect()
    try {
      await client.query('select 1')
    } finally {
      await client.end()
    }
  }
  const before = await start()
  const open = new pg.Client(before.url)
  await open.connect()
  expect(await changeSecret(own)).toEqual(['catalog', 'postgres', 'replication'])
  await open.query('select 1')
  await open.end()
  await expect(ask(before.url)).rejects.toThrow('password authentication failed')
  await before.replica[Symbol.asyncDispose]()
  await before.primary[Symbol.asyncDispose]()

  const after = await start()
  await ask(after.url)
  await ask(after.replica.superuserUrl)
})
