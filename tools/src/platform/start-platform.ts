import { mkdirSync } from 'node:fs'
import { startDatabase } from '@segue/database/embedded'
import { observeProcess, processSettings, startInternalServer, type Environment, type Service } from '@segue/service'
import { buildWeb } from './build-web.ts'
import { openSecrets } from './secrets.ts'
import { serviceEnvironment, writeEnvironmentFile } from './service-environment.ts'
import type { PlatformSettings } from './settings.ts'
import { startServices } from './start-services.ts'

export interface Platform extends AsyncDisposable {
  readonly publicUrl: string
  readonly mediaUrl: string
  readonly internalUrl: string
  readonly services: readonly Service[]
  /** What the services were started with. */
  readonly environment: Environment
}

/** The whole product on the embedded profile, in this process: ready when it resolves, ended when disposed. */
export async function startPlatform(settings: PlatformSettings, onProgress: (line: string) => void = () => {}): Promise<Platform> {
  await using opening = new AsyncDisposableStack()
  const { dataDir, publicUrl, mediaUrl } = settings
  opening.use(await observeProcess(processSettings.load(settings.environment)))
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const web = opening.use(buildWeb(onProgress))
  onProgress('Starting the database …')
  const database = opening.use(await startDatabase({ folder: dataDir }))
  const environment = await serviceEnvironment(settings, database, openSecrets(dataDir))
  writeEnvironmentFile(dataDir, environment)
  onProgress('Starting the services …')
  const services = await startServices(environment, web.root, opening)
  const internal = opening.use(await startInternalServer(services, { host: '127.0.0.1', port: settings.internalPort }))
  const stack = opening.move()
  return { publicUrl, mediaUrl, internalUrl: internal.url, services, environment, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}
