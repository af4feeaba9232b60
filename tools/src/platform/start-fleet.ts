import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPart, type Part } from '@segue/native'
import type { Environment } from '@segue/service'
import { fromSources, type FleetProgram, type ProgramOf } from './fleet-programs.ts'
import { prefixOf, serviceNames, type ServiceName } from './service-names.ts'

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
  /** What they are started from; the sources unless told otherwise. */
  readonly programOf?: ProgramOf
}

/** One process of the fleet: killed, frozen, stopped and brought back as a part is. */
export interface FleetMember extends Part {
  readonly service: ServiceName
  /** Counts from 0. */
  readonly place: number
  readonly internalUrl: string
}

export interface Fleet extends AsyncDisposable {
  /** One process of a service, by its place; the first unless told otherwise. */
  member(name: ServiceName, place?: number): FleetMember
  membersOf(name: ServiceName): readonly FleetMember[]
  /** One process more, at a place where none runs; resolves once it is ready. */
  add(name: ServiceName, place: number, address: FleetAddress): Promise<FleetMember>
  /** What is started from now on, restarts too, is started from these: how one version takes the place of another. */
  startFrom(programOf: ProgramOf): void
}

/** Each service as processes of their own. Resolves once all are ready; what started is stopped when one can't. */
export async function startFleet({ environment, addresses, folder, programOf = fromSources }: FleetOptions): Promise<Fleet> {
  await using opening = new AsyncDisposableStack()
  let current = programOf
  const members = new Map<string, FleetMember>()
  const stop = async (some: (service: ServiceName) => boolean) => {
    await Promise.all([...members.values()].filter(({ service }) => some(service)).map((member) => member[Symbol.asyncDispose]()))
  }
  const add = async (service: ServiceName, place: number, address: FleetAddress) => {
    const member = await startMember({ service, place, address, environment, folder, program: () => current(service, place) })
    members.set(nameOf(service, place), member)
    return member
  }
  // The public doors are stopped first, so that what was let in is answered by those who still run.
  opening.defer(() => stop((service) => !isDoor(service)))
  opening.defer(() => stop(isDoor))
  const wanted = serviceNames.flatMap((service) => (addresses[service] ?? []).map((address, place) => add(service, place, address)))
  // When one can't start, the others are waited for: what runs must be known to be stopped.
  await Promise.allSettled(wanted)
  await Promise.all(wanted)
  const stack = opening.move()
  return {
    member(name, place = 0) {
      const member = members.get(nameOf(name, place))
      if (member === undefined) throw new Error(`${nameOf(name, place)} was not started`)
      return member
    },
    membersOf: (name) => [...members.values()].filter(({ service }) => service === name).toSorted((a, b) => a.place - b.place),
    add,
    startFrom(next) {
      current = next
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const nameOf = (service: ServiceName, place: number): string => `${service}-${place + 1}`

const isDoor = (service: ServiceName): boolean => service === 'gateway' || service === 'edge'

interface MemberOptions extends Pick<FleetOptions, 'environment' | 'folder'> {
  readonly service: ServiceName
  readonly place: number
  readonly address: FleetAddress
  readonly program: () => FleetProgram
}

async function startMember({ service, place, address, environment, folder, program }: MemberOptions): Promise<FleetMember> {
  const { port, internalPort, environment: own } = address
  const where = { ...listening(service, port), SEGUE_INTERNAL_PORT: String(internalPort) }
  const internalUrl = `http://127.0.0.1:${internalPort}`
  const name = nameOf(service, place)
  const part = await startPart({
    name,
    url: `http://127.0.0.1:${port}`,
    command: process.execPath,
    // Read at every start.
    get args() {
      return program().args
    },
    get cwd() {
      return program().cwd
    },
    env: { NODE_COMPILE_CACHE: compileCache, ...environment, ...where, ...own },
    logFile: join(folder, `${name}.log`),
    isReady: () => isReady(internalUrl, service),
    stopWithin_ms: 12_000,
  })
  return Object.assign(part, { service, place, internalUrl })
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
