import { join } from 'node:path'
import { startObjectStore, startOpenSearch, startRabbitMq, startRedis, type ObjectStorePart, type Part, type RabbitMq } from '@segue/native'
import { prepareBucket } from '@segue/object-store/bucket'
import type { Environment } from '@segue/service'
import { startDatabases, type StackDatabases } from './start-databases.ts'
import type { StackPorts } from './stack-ports.ts'
import type { StackSettings } from './stack-settings.ts'
import { together } from './together.ts'

export interface StackParts extends Pick<StackDatabases, 'postgres' | 'replica' | 'provision'>, AsyncDisposable {
  readonly rabbitmq: RabbitMq
  readonly redis: Part
  readonly objectStore: ObjectStorePart
  readonly openSearch: Part
  /** What services are told of them. */
  readonly environment: Environment
  /** What the edges are told of the object store: a key that reads, and only what they serve. */
  readonly edgeObjectStoreUrl: string
}

export interface PartsOptions {
  readonly settings: StackSettings
  /** Where their data are, for the users that they run as to reach. */
  readonly folder: string
  readonly ports: StackPorts['parts']
  readonly onProgress: (line: string) => void
}

/** The real servers of the distributed profile, all at once; those that are missing are installed. */
export async function startParts({ settings, folder, ports, onProgress }: PartsOptions): Promise<StackParts> {
  await using opening = new AsyncDisposableStack()
  const [databases, rabbitmq, redis, objectStore, openSearch] = await together(opening, [
    startDatabases(folder, ports),
    startRabbitMq({ folder: join(folder, 'rabbitmq'), port: ports.rabbitmq }),
    startRedis({ folder: join(folder, 'redis'), port: ports.redis }),
    startObjectStore({ folder: join(folder, 'object-store'), port: ports.objectStore, onProgress }),
    startOpenSearch({ folder: join(folder, 'opensearch'), port: ports.openSearch, onProgress }),
  ])
  await prepareBucket(objectStore.url, { origins: [new URL(settings.publicUrl).origin], reader: objectStore.reader })
  // Clients send their uploads to the media door, which hands them on.
  const signedFor = (url: string) => `${url}&public_endpoint=${encodeURIComponent(new URL(settings.mediaUrl).origin)}`
  const environment = {
    SEGUE_BUS_URL: rabbitmq.url,
    SEGUE_CACHE_URL: redis.url,
    SEGUE_OBJECT_STORE_URL: signedFor(objectStore.url),
    SEARCH_INDEX_URL: openSearch.url,
    USER_REPLICA_URL: await databases.replicaUrlOf('user'),
    CATALOG_REPLICA_URL: await databases.replicaUrlOf('catalog'),
    PLAYLIST_REPLICA_URL: await databases.replicaUrlOf('playlist'),
  }
  const stack = opening.move()
  return {
    postgres: databases.postgres,
    replica: databases.replica,
    provision: databases.provision,
    rabbitmq,
    redis,
    objectStore,
    openSearch,
    environment,
    edgeObjectStoreUrl: objectStore.reader_url,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
