import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { lock } from '@segue/database/lock'
import { partsFolder, startHaproxy, stopLeftBehind, type Haproxy } from '@segue/native'
import type { Environment } from '@segue/service'
import { buildWeb } from './build-web.ts'
import { openSecrets } from './secrets.ts'
import { serviceEnvironment, writeEnvironmentFile } from './service-environment.ts'
import type { ServiceName } from './service-names.ts'
import { stackAddress, stackAddresses, type OwnEnvironment } from './stack-addresses.ts'
import { stackPorts } from './stack-ports.ts'
import type { StackSettings } from './stack-settings.ts'
import { startFleet, type Fleet, type FleetMember } from './start-fleet.ts'
import { startParts, type StackParts } from './start-parts.ts'
import { upstreamsOf, type InnerService } from './upstreams.ts'

const noticed_within_ms = 30_000

export interface Stack extends AsyncDisposable {
  readonly publicUrl: string
  readonly mediaUrl: string
  readonly parts: StackParts
  readonly haproxy: Haproxy
  readonly fleet: Fleet
  /** What the services were started with. */
  readonly environment: Environment
  /** A second process of a service that has one, where HAProxy looks for it. */
  addSpare(name: ServiceName): Promise<FleetMember>
}

/**
 * The whole product on the distributed profile: the real servers, a process for each service, two of those that HAProxy stands in
 * front of. Ready when it resolves; disposing stops the services first, then what they rely on. Rejects with "already in use" while
 * another start holds the folder; what a killed start left running is stopped first. `stopping` gives up between two steps.
 */
export async function startStack(
  settings: StackSettings,
  onProgress: (line: string) => void = () => {},
  stopping?: AbortSignal,
): Promise<Stack> {
  await using opening = new AsyncDisposableStack()
  const { dataDir, publicUrl, mediaUrl } = settings
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  opening.use(lock(join(dataDir, 'lock')))
  const partsDir = partsFolder(dataDir)
  await endLeftBehind([join(dataDir, 'services'), dataDir, partsDir], onProgress)
  const ports = await stackPorts(settings)
  const web = opening.use(buildWeb(onProgress))
  onProgress('Starting the parts …')
  const parts = opening.use(await startParts({ settings, folder: partsDir, ports: ports.parts, onProgress }))
  stopping?.throwIfAborted()

  const { haproxy: front, places } = ports
  // The transcoder is asked nothing but how it is.
  const portOf = (name: InnerService) => (name === 'transcoder' ? places(name)[0].port : name === 'edge' ? front.media : front[name])
  const environment = {
    ...(await serviceEnvironment(settings, parts, openSecrets(dataDir), parts.environment)),
    ...upstreamsOf((name) => `http://127.0.0.1:${portOf(name)}`),
    SEGUE_TRUSTED_PROXIES: ['127.0.0.1', settings.environment['SEGUE_TRUSTED_PROXIES'] ?? []].flat().join(','),
    GATEWAY_WEB_ROOT: await web.root,
  }
  writeEnvironmentFile(dataDir, environment)
  stopping?.throwIfAborted()
  onProgress('Starting the services …')
  const balancing = { host: settings.host, publicUrl, ports: front, objectStorePort: ports.parts.objectStore, servers: places }
  const haproxy = opening.use(await startHaproxy({ folder: join(dataDir, 'haproxy'), ...balancing }))
  const ownOf: OwnEnvironment = (name, place) => (name === 'edge' ? edgeOwn(dataDir, parts, place) : {})
  const fleet = opening.use(await startFleet({ environment, addresses: stackAddresses(ports, ownOf), folder: join(dataDir, 'services') }))
  await untilUp(`http://${settings.host}:${settings.port}/v1/status`)
  const stack = opening.move()
  return {
    publicUrl,
    mediaUrl,
    parts,
    haproxy,
    fleet,
    environment,
    addSpare: (name) => fleet.add(name, 1, stackAddress(ports, ownOf, name, 1)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Each edge keeps copies of its own. */
const edgeOwn = (dataDir: string, { edgeObjectStoreUrl }: StackParts, place: number): Environment => ({
  SEGUE_OBJECT_STORE_URL: edgeObjectStoreUrl,
  EDGE_CACHE_URL: pathToFileURL(join(dataDir, 'edge-cache', String(place + 1))).href,
})

/** One folder after another: the services before what they rely on. */
async function endLeftBehind(folders: readonly string[], onProgress: (line: string) => void): Promise<void> {
  const names: string[] = []
  for (const folder of folders) names.push(...(await stopLeftBehind(folder)))
  if (names.length > 0) onProgress(`Stopped what a killed start left running: ${names.join(', ')}`)
}

/** Until HAProxy has seen the gateways, and they everybody. */
async function untilUp(url: string): Promise<void> {
  let last = 'nothing'
  for (const until = Date.now() + noticed_within_ms; Date.now() < until; await delay(100)) {
    try {
      // As a proxy that ended TLS: under https others are sent to the door by TLS, whose certificate may be nobody's that we know.
      const response = await fetch(url, { headers: { 'x-forwarded-proto': 'https' }, signal: AbortSignal.timeout(2_000) })
      last = await response.text()
      const { status }: { status?: string } = JSON.parse(last)
      if (status === 'up') return
    } catch (error) {
      last = String(error)
    }
  }
  throw new Error(`${url} was not up within ${noticed_within_ms / 1000} s: ${last}`)
}
