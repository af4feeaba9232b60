import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startDatabase } from '@segue/database/embedded'
import { freePort } from '@segue/native'
import type { Environment } from '@segue/service'
import { fromSources, type ProgramOf } from './fleet-programs.ts'
import { openSecrets } from './secrets.ts'
import { serviceEnvironment } from './service-environment.ts'
import { serviceNames, type ServiceName } from './service-names.ts'
import { loadPlatformSettings } from './settings.ts'
import { startFleet, type Fleet, type FleetAddress } from './start-fleet.ts'
import { upstreamsOf } from './upstreams.ts'

export interface EmbeddedFleetOptions {
  readonly dataDir: string
  /** Default: all. */
  readonly names?: readonly ServiceName[]
  /** False where nothing needs to survive a power cut. Default true. */
  readonly durable?: boolean
  /** Further settings, as the environment says them. */
  readonly extra?: Environment
  /** What the services are started from; the sources unless told otherwise. */
  readonly programOf?: ProgramOf
}

export interface EmbeddedFleet extends Fleet {
  readonly publicUrl: string
  /** What the services were started with. */
  readonly environment: Environment
}

/** These services, each as a process of its own, on one embedded PostgreSQL: what a fleet does, on Node and npm alone. */
export async function startEmbeddedFleet(options: EmbeddedFleetOptions): Promise<EmbeddedFleet> {
  const { dataDir, names = serviceNames, durable = true, extra = {}, programOf = fromSources } = options
  await using opening = new AsyncDisposableStack()
  mkdirSync(dataDir, { recursive: true })
  const addresses = new Map<ServiceName, FleetAddress>()
  for (const name of serviceNames) addresses.set(name, { port: await freePort(), internalPort: await freePort() })
  const portOf = (name: ServiceName) => addresses.get(name)?.port ?? 0
  const database = opening.use(await startDatabase({ folder: dataDir, durable }))
  const settings = loadPlatformSettings({
    ...process.env,
    SEGUE_PORT: String(portOf('gateway')),
    SEGUE_MEDIA_PORT: String(portOf('edge')),
    SEGUE_DATA_DIR: dataDir,
    SEGUE_DEMO: 'off',
    ...extra,
  })
  const environment = {
    ...(await serviceEnvironment(settings, database, openSecrets(dataDir))),
    ...upstreamsOf((name) => `http://127.0.0.1:${portOf(name)}`),
  }
  const fleet = opening.use(
    await startFleet({
      environment,
      addresses: Object.fromEntries([...addresses].flatMap(([name, address]) => (names.includes(name) ? [[name, [address]]] : []))),
      folder: join(dataDir, 'services'),
      programOf,
    }),
  )
  const stack = opening.move()
  return { ...fleet, publicUrl: settings.publicUrl, environment, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
