import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startDatabase } from '@segue/database/embedded'
import { startRabbitMq, startRedis, type Part, type RabbitMq } from '@segue/native'
import type { Environment } from '@segue/service'
import type { StackPorts } from './stack-ports.ts'
import { together } from './together.ts'

export interface StackParts extends AsyncDisposable {
  readonly rabbitmq: RabbitMq
  readonly redis: Part
  /** What services are told of them. */
  readonly environment: Environment
  /** The URL of a service's own database, made when missing. */
  provision(name: string): Promise<string>
}

export interface PartsOptions {
  readonly dataDir: string
  /** Where their data are, for the users that they run as to reach. */
  readonly folder: string
  readonly ports: StackPorts['parts']
  readonly onProgress: (line: string) => void
}

/** The real servers of the distributed profile, all at once; those that are missing are installed. */
export async function startParts({ dataDir, folder, ports }: PartsOptions): Promise<StackParts> {
  await using opening = new AsyncDisposableStack()
  const objects = join(dataDir, 'objects')
  mkdirSync(objects, { recursive: true, mode: 0o700 })
  const [postgres, rabbitmq, redis] = await together(opening, [
    startDatabase({ folder: join(folder, 'postgres') }),
    startRabbitMq({ folder: join(folder, 'rabbitmq'), port: ports.rabbitmq }),
    startRedis({ folder: join(folder, 'redis'), port: ports.redis }),
  ])
  const environment = {
    SEGUE_BUS_URL: rabbitmq.url,
    SEGUE_CACHE_URL: redis.url,
    SEGUE_OBJECT_STORE_URL: pathToFileURL(objects).href,
    SEARCH_INDEX_URL: await postgres.provision('search'),
  }
  const stack = opening.move()
  return { rabbitmq, redis, environment, provision: (name) => postgres.provision(name), [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
