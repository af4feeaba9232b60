import { createHmac, randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { runningCluster } from './running.ts'

/**
 * Gives the superuser of the cluster that runs on `folder`, and every role whose password derives from it, new passwords, all at
 * once; resolves with the names of the roles. Connections that are open go on; new ones need the URLs of the next start.
 */
export async function changeSecret(folder: string): Promise<readonly string[]> {
  const { superuserUrl } = runningCluster(folder)
  const secret = randomBytes(24).toString('base64url')
  const next = join(folder, 'secret.new')
  writeFileSync(next, secret, { mode: 0o600, flush: true })
  const client = new pg.Client(superuserUrl)
  await client.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ name: string }>('select rolname as name from pg_roles where rolcanlogin order by rolname')
    const names = rows.map(({ name }) => name)
    for (const name of names) {
      const password = name === 'postgres' ? secret : createHmac('sha256', secret).update(name).digest('base64url')
      await client.query(`alter role ${pg.escapeIdentifier(name)} password ${pg.escapeLiteral(password)}`)
    }
    await client.query('commit')
    renameSync(next, join(folder, 'secret'))
    return names
  } finally {
    await client.end()
  }
}
