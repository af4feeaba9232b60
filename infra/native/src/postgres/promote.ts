import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { superuserUrl } from '@segue/database/provision'
import pg from 'pg'

/** Takes up to a minute to replay what it has. */
const PATIENCE_S = 60

/**
 * Makes the replica that runs on `folder` the primary, and resolves with its port once it takes writes; one that is a primary already
 * stays so. Refuses while the old primary still answers: two that take writes part for ever.
 */
export async function promoteReplica(folder: string): Promise<number> {
  const port = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[3])
  const secret = readFileSync(join(folder, 'secret'), 'utf8')
  const replica = await connect(superuserUrl(port, secret))
  try {
    const { rows: [state] } = await replica.query<{ follows: boolean; whom: string }>(
      `select pg_is_in_recovery() as follows, current_setting('primary_conninfo') as whom`,
    )
    if (!state?.follows) return port
    const primary = superuserUrl(Number(/port=(\d+)/.exec(state.whom)?.[1]), secret)
    const isAlive = await connect(primary).then((client) => client.end().then(() => true), () => false)
    if (isAlive) throw new Error('The primary still answers: stop it first, so that there are never two that take writes')
    const { rows: [promoted] } = await replica.query<{ done: boolean }>('select pg_promote(true, $1) as done', [PATIENCE_S])
    if (!promoted?.done) throw new Error(`It did not become the primary within ${PATIENCE_S} s; see ${join(folder, 'postgres.log')}`)
    return port
  } finally {
    await replica.end()
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000 })
  client.on('error', () => {})
  await client.connect()
  return client
}
