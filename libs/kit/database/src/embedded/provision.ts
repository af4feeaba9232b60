import { createHmac } from 'node:crypto'
import pg from 'pg'

const loginUrl = (port: number, role: string, password: string, database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`

/** The cluster's own URL; whoever has it may do anything. */
export const superuserUrl = (port: number, secret: string): string => loginUrl(port, 'postgres', secret, 'postgres')

/**
 * A database with a role of the same name that owns it, created when missing; no other role may connect to it. The
 * role's password is derived from the cluster's secret, so the URL is the same after every start.
 */
export async function provision(port: number, secret: string, name: string): Promise<string> {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name)) throw new Error(`"${name}" can't name a database: a-z, then up to 62 of a-z, 0-9, _ and -`)
  const password = createHmac('sha256', secret).update(name).digest('base64url')
  const id = pg.escapeIdentifier(name)
  const client = new pg.Client(superuserUrl(port, secret))
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('segue provision', 0))`)
    const { rowCount: role } = await client.query('select from pg_roles where rolname = $1', [name])
    if (!role) await client.query(`create role ${id} login password ${pg.escapeLiteral(password)}`)
    const { rowCount: database } = await client.query('select from pg_database where datname = $1', [name])
    if (!database) await client.query(`create database ${id} owner ${id}`)
    await client.query(`revoke connect, temporary on database ${id}, postgres, template1 from public`)
  } finally {
    await client.end()
  }
  return loginUrl(port, name, password, name)
}
