import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startDatabase } from '@segue/database/embedded'
import { freePort, loadPlatformSettings, openSecrets, serviceEnvironment } from '@segue/tools/platform'
import { startChild, type Child } from './start-child.ts'
import { repository } from './start-platform.ts'

export const everyService = ['user', 'catalog', 'playlist', 'search', 'playback-auth', 'transcoder', 'edge', 'gateway'] as const
export type ServiceName = (typeof everyService)[number]

export interface Fleet extends AsyncDisposable {
  readonly publicUrl: string
  /** What the services were started with. */
  readonly environment: Readonly<Record<string, string | undefined>>
  urlOf(name: ServiceName): string
  pidOf(name: ServiceName): number
}

const prefixOf = (name: ServiceName) => name.toUpperCase().replace('-', '_')

/** These services, each as a process of its own, on one embedded PostgreSQL that syncs to the disk. `user` starts first: it has the keys. */
export async function startFleet(dataDir: string, names: readonly ServiceName[]): Promise<Fleet> {
  await using opening = new AsyncDisposableStack()
  mkdirSync(dataDir, { recursive: true })
  const ports = new Map<ServiceName, number>()
  for (const name of everyService) ports.set(name, await freePort())
  const portOf = (name: ServiceName) => String(ports.get(name))
  const urlOf = (name: ServiceName) => `http://127.0.0.1:${portOf(name)}`
  const database = opening.use(await startDatabase({ folder: dataDir }))
  const settings = loadPlatformSettings({ ...process.env, SEGUE_PORT: portOf('gateway'), SEGUE_MEDIA_PORT: portOf('edge'), SEGUE_DATA_DIR: dataDir, SEGUE_DEMO: 'off' })
  const inside = everyService.filter((name) => name !== 'gateway' && name !== 'edge')
  const environment = {
    ...(await serviceEnvironment(settings, database, openSecrets(dataDir))),
    ...Object.fromEntries(inside.flatMap((name) => [[`${prefixOf(name)}_PORT`, portOf(name)], [`GATEWAY_${prefixOf(name)}_URL`, urlOf(name)]])),
    GATEWAY_EDGE_URL: urlOf('edge'),
    SEGUE_JWKS_URL: `${urlOf('user')}/.well-known/jwks.json`,
    SEGUE_INTERNAL_PORT: '0',
  }
  const running = new Map<ServiceName, Child>()
  const start = async (name: ServiceName) => {
    const child = await startChild({ args: ['src/main.ts'], cwd: join(repository, 'apps', name), env: environment, ready: /^\{"service"/ })
    running.set(name, opening.use(child))
  }
  await start('user')
  await Promise.all(names.filter((name) => name !== 'user').map(start))
  const stack = opening.move()
  return {
    publicUrl: settings.publicUrl,
    environment,
    urlOf,
    pidOf(name) {
      const child = running.get(name)
      if (child === undefined) throw new Error(`${name} was not started`)
      return child.pid
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
