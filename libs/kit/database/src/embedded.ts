import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clusterSecret, ensureCluster } from './embedded/cluster.ts'
import { stopLeftBehind } from './embedded/left-behind.ts'
import { lock } from './embedded/lock.ts'
import { choosePlace } from './embedded/place.ts'
import { provision, superuserUrl } from './embedded/provision.ts'
import { startServer } from './embedded/server.ts'

export interface EmbeddedDatabase extends AsyncDisposable {
  readonly port: number
  /** As superuser, for operation and tests; a service gets a URL from `provision`. */
  readonly url: string
  /** Creates the database and its login role when missing; answers its URL, the same after every start. */
  provision(name: string): Promise<string>
}

export interface EmbeddedDatabaseOptions {
  readonly folder: string
  /** Where the cluster lives when it must run as a user of its own that can't reach `folder`. Default `/var/lib/segue`. */
  readonly home?: string
  /** False trades what a power cut would lose for speed: for tests alone. Default true. */
  readonly durable?: boolean
  /** Called when the server died by itself; it is started again. */
  readonly onError?: (error: unknown) => void
}

/**
 * Starts a real PostgreSQL from npm's binaries on `folder`, on a loopback port that stays the same from start to start
 * while it is free. Rejects with "already in use" while another start holds the folder; a server that a killed start
 * left running is stopped and its cluster taken over. Disposing ends it with a fast shutdown.
 */
export async function startDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { folder, home = '/var/lib/segue', durable = true, onError = () => {} } = options
  const place = choosePlace(folder, home)
  const held = lock(join(place.folder, 'lock'))
  try {
    await stopLeftBehind(place.data)
    await ensureCluster(place, durable)
    const secret = clusterSecret(place)
    const portPath = join(place.folder, 'port')
    const server = await startServer(place, existsSync(portPath) ? Number(readFileSync(portPath, 'utf8')) : 0, durable, onError)
    writeFileSync(portPath, String(server.port))
    return {
      port: server.port,
      url: superuserUrl(server.port, secret),
      provision: (name) => provision(server.port, secret, name),
      async [Symbol.asyncDispose]() {
        await server.stop()
        held[Symbol.dispose]()
      },
    }
  } catch (error) {
    held[Symbol.dispose]()
    throw error
  }
}
