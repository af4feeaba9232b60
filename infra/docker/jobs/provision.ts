import pg from 'pg'

/**
 * For each URL the database and the login role that it names, made when missing; the role gets the URL's password, owns the
 * database, and no other role may connect to it. Safe to repeat, and the way to change a password. Returns the databases' names.
 */
export async function provisionDatabases(superuser: string, urls: readonly string[]): Promise<readonly string[]> {
  const client = new pg.Client(superuser)
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('segue provision', 0))`)
    const names: string[] = []
    for (const url of urls) names.push(await provision(client, new URL(url)))
    await client.query('revoke connect, temporary on database postgres, template1 from public')
    return names
  } finally {
    await client.end()
  }
}

async function provision(client: pg.Client, { username, password, pathname }: URL): Promise<string> {
  const [role, secret, name] = [username, password, pathname.slice(1)].map((part) => decodeURIComponent(part))
  if (!role || !secret || !name) throw new Error(`A database's URL is postgres://role:password@host/database, not postgres://${role}:…@…/${name}`)
  const [roleId, nameId] = [pg.escapeIdentifier(role), pg.escapeIdentifier(name)]
  const { rowCount: hasRole } = await client.query('select from pg_roles where rolname = $1', [role])
  await client.query(`${hasRole ? 'alter' : 'create'} role ${roleId} login password ${pg.escapeLiteral(secret)}`)
  const { rowCount: hasDatabase } = await client.query('select from pg_database where datname = $1', [name])
  if (!hasDatabase) await client.query(`create database ${nameId} owner ${roleId}`)
  await client.query(`revoke connect, temporary on database ${nameId} from public`)
  return name
}
