import { join } from 'node:path'
import { startDatabase } from '@segue/database/embedded'
import { startObjectStore, startOpenSearch, startRabbitMq, startRedis, type ObjectStorePart, type Part, type RabbitMq } from '@segue/native'
import { prepareBucket } from '@segue/object-store/bucket'
import type { Environment } from '@segue/service'
import type { StackPorts } from './stack-ports.ts'
import type { StackSettings } from './stack-settings.ts'
import { together } from './together.ts'

export interface StackParts extends AsyncDisposable {
  readonly rabbitmq: RabbitMq
  readonly redis: Part
  readonly objectStore: ObjectStorePart
  readonly openSearch: Part
  /** What services are told of them. */
  readonly environment: Environment
  /** What the edges are told of the object store: a key that reads, and only what they serve. */
  readonly edgeObjectStoreUrl: string
  /** The URL of a service's own database, made when missing. */
  provision(name: string): Promise<string>
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
  const [postgres, rabbitmq, redis, objectStore, openSearch] = await together(opening, [
    startDatabase({ folder: join(folder, 'postgres') }),
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
  }
  const stack = opening.move()
  return {
    rabbitmq,
    redis,
    objectStore,
    openSearch,
    environment,
    edgeObjectStoreUrl: objectStore.reader_url,
    provision: (name) => postgres.provision(name),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
