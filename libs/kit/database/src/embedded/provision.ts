import { createHmac } from 'node:crypto'
import pg from 'pg'

const loginUrl = (port: number, role: string, password: string, database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`

/** The cluster's own URL; whoever has it may do anything. */
export const superuserUrl = (port: number, secret: string): string => loginUrl(port, 'postgres', secret, 'postgres')

const taken = new Set(['42710', '42P04', '23505'])

/**
 * A database with a role of the same name that owns it, created when missing; no other role may connect to it. The
 * role's password is derived from the cluster's secret, so the URL is the same after every start.
 */
export async function provision(port: number, secret: string, name: string): Promise<string> {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name)) throw new Error(`"${name}" can't name a database: a-z, then up to 62 of a-z, 0-9, _ and -`)
  const password = createHmac('sha256', secret).update(name).digest('base64url')
  const client = new pg.Client(superuserUrl(port, secret))
  await client.connect()
  try {
    const id = pg.escapeIdentifier(name)
    const orTaken = (sql: string) =>
      client.query(sql).catch((error: unknown) => {
        if (!(error instanceof pg.DatabaseError && taken.has(error.code ?? ''))) throw error
      })
    await orTaken(`create role ${id} login password ${pg.escapeLiteral(password)}`)
    await orTaken(`create database ${id} owner ${id}`)
    await client.query(`revoke connect, temporary on database ${id} from public`)
    await client.query('revoke connect, temporary on database postgres from public')
  } finally {
    await client.end()
  }
  return loginUrl(port, name, password, name)
}
