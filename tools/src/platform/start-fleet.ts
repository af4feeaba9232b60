import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPart, type Part } from '@segue/native'
import type { Environment } from '@segue/service'
import { prefixOf, serviceNames, type ServiceName } from './service-names.ts'
import { together } from './together.ts'

const apps = fileURLToPath(new URL('../../../apps', import.meta.url))
/** Two thousand modules in each process: their compiled form is kept for all of them. */
const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/segue', import.meta.url))

/** Where one process of a service listens, known before it starts. */
export interface FleetAddress {
  readonly port: number
  /** Health, readiness and metrics, on loopback. */
  readonly internalPort: number
  /** What this process alone is told, beside what all of them are. */
  readonly environment?: Environment
}

export type FleetAddresses = Readonly<Partial<Record<ServiceName, readonly FleetAddress[]>>>

export interface FleetOptions {
  /** The settings of all services but for where each listens and where the gateways and edges find the others. */
  readonly environment: Environment
  /** One process for each address. */
  readonly addresses: FleetAddresses
  /** Of each process a log and what is remembered of it. */
  readonly folder: string
}

/** One process of the fleet: killed, frozen, stopped and brought back as a part is. */
export interface FleetMember extends Part {
  readonly service: ServiceName
  readonly internalUrl: string
}

export interface Fleet extends AsyncDisposable {
  readonly members: readonly FleetMember[]
  /** One process of a service, by its place; the first unless told otherwise. */
  member(name: ServiceName, place?: number): FleetMember
}

/** Each service as processes of their own. Resolves once all are ready; what started is stopped when one can't. */
export async function startFleet({ environment, addresses, folder }: FleetOptions): Promise<Fleet> {
  await using opening = new AsyncDisposableStack()
  const wanted = serviceNames.flatMap((service) => (addresses[service] ?? []).map((address, place) => ({ service, place, address })))
  const start = (some: typeof wanted) => together(opening, some.map(({ service, place, address }) => startMember(service, place, address, environment, folder)))
  // Started side by side; the public doors are stopped first, so that what was let in is answered by those who still run.
  const [inner, doors] = await Promise.all([start(wanted.filter(({ service }) => !isDoor(service))), start(wanted.filter(({ service }) => isDoor(service)))])
  const members = [...inner, ...doors]
  const stack = opening.move()
  return {
    members,
    member(name, place = 0) {
      const member = members.filter(({ service }) => service === name)[place]
      if (member === undefined) throw new Error(`${name} was not started`)
      return member
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const isDoor = (service: ServiceName): boolean => service === 'gateway' || service === 'edge'

async function startMember(service: ServiceName, place: number, address: FleetAddress, environment: Environment, folder: string): Promise<FleetMember> {
  const { port, internalPort, environment: own } = address
  const internalUrl = `http://127.0.0.1:${internalPort}`
  const name = `${service}-${place + 1}`
  const part = await startPart({
    name,
    url: `http://127.0.0.1:${port}`,
    command: process.execPath,
    args: ['src/main.ts'],
    cwd: join(apps, service),
    env: { NODE_COMPILE_CACHE: compileCache, ...environment, ...listening(service, port), SEGUE_INTERNAL_PORT: String(internalPort), ...own },
    logFile: join(folder, `${name}.log`),
    isReady: () => isReady(internalUrl, service),
    stopWithin_ms: 12_000,
  })
  return Object.assign(part, { service, internalUrl })
}

const listening = (service: ServiceName, port: number): Environment => {
  if (service === 'gateway') return { SEGUE_PORT: String(port) }
  return { [service === 'edge' ? 'SEGUE_MEDIA_PORT' : `${prefixOf(service)}_PORT`]: String(port) }
}

/** Another program on that port is not this service. */
async function isReady(internalUrl: string, service: ServiceName): Promise<boolean> {
  const response = await fetch(`${internalUrl}/health/ready`, { signal: AbortSignal.timeout(2_000) })
  const { services }: { services: Readonly<Record<string, unknown>> } = await response.json()
  return response.ok && service in services
}
