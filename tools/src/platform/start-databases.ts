import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres, startPostgresReplica, type Postgres } from '@segue/native'

export interface StackDatabases extends AsyncDisposable {
  readonly postgres: Postgres
  /** Follows it, and answers reads. */
  readonly replica: Postgres
  /** The URL of a service's own database, made when missing: at whichever of the two takes writes. */
  provision(name: string): Promise<string>
  /** The same database at the replica. */
  replicaUrlOf(name: string): Promise<string>
}

type DatabasePorts = Readonly<Record<'postgres' | 'replica', number>>

/** PostgreSQL and its replica. Throws where that was promoted: two that take writes would part ways. */
export async function startDatabases(folder: string, ports: DatabasePorts): Promise<StackDatabases> {
  await using opening = new AsyncDisposableStack()
  const [own, copy] = [join(folder, 'postgres'), join(folder, 'postgres-replica')]
  if (existsSync(join(copy, 'data')) && !existsSync(join(copy, 'data/standby.signal'))) {
    throw new Error(`The replica was promoted and holds what was written since: move ${copy} to the place of ${own}, which it replaces`)
  }
  const postgres = opening.use(await startPostgres({ folder: own, port: ports.postgres }))
  const replica = opening.use(await startPostgresReplica({ of: postgres, folder: copy, port: ports.replica }))
  const at = (url: string, hosts: string) => url.replace(`@127.0.0.1:${postgres.port}/`, `@${hosts}/`)
  const stack = opening.move()
  return {
    postgres,
    replica,
    provision: async (name) => at(await postgres.provision(name), `127.0.0.1:${postgres.port},127.0.0.1:${replica.port}`),
    replicaUrlOf: async (name) => at(await postgres.provision(name), `127.0.0.1:${replica.port}`),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
