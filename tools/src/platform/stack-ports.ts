import { freeRow, isFree, type HaproxyOptions } from '@segue/native'
import { serviceNames, type ServiceName } from './service-names.ts'
import type { StackSettings } from './stack-settings.ts'

/** What the row has room for: parts, and processes of one service with a port each for its work, its health and its load. */
const room = { parts: 16, processes: 2, ports: 3 }

export interface ProcessPorts {
  readonly port: number
  readonly internalPort: number
  readonly agentPort: number
}

export interface StackPorts {
  readonly parts: Readonly<Record<'postgres' | 'replica' | 'rabbitmq' | 'redis' | 'objectStore' | 'openSearch', number>>
  readonly haproxy: HaproxyOptions['ports']
  /** The places for processes of a service. */
  places(name: ServiceName): readonly [ProcessPorts, ProcessPorts]
}

/** Who listens where, the same at every start unless any row will do. Throws where somebody else has one of the ports. */
export async function stackPorts(settings: StackSettings): Promise<StackPorts> {
  const { host, port, mediaPort, internalPort, tlsPort, mediaTlsPort, stackPort } = settings
  const count = room.parts + serviceNames.length * room.processes * room.ports
  const first = stackPort === 0 ? await freeRow(count) : stackPort
  const parts = {
    postgres: first,
    replica: first + 1,
    rabbitmq: first + 2,
    redis: first + 3,
    objectStore: first + 4,
    openSearch: first + 5,
  }
  const haproxy = {
    door: port,
    media: mediaPort,
    doorTls: tlsPort || first + 6,
    mediaTls: mediaTlsPort || first + 7,
    internal: internalPort || first + 8,
    'playback-auth': first + 9,
    user: first + 10,
    catalog: first + 11,
    playlist: first + 12,
    search: first + 13,
  }
  const wanted = new Map([
    ...Array.from({ length: count }, (_, at) => [first + at, 'SEGUE_STACK_PORT'] as const),
    [haproxy.door, 'SEGUE_PORT'],
    [haproxy.media, 'SEGUE_MEDIA_PORT'],
    [haproxy.doorTls, 'SEGUE_TLS_PORT'],
    [haproxy.mediaTls, 'SEGUE_MEDIA_TLS_PORT'],
    [haproxy.internal, 'SEGUE_INTERNAL_PORT'],
  ])
  const problems = [...wanted].map(async ([number, setting]) => {
    const isInner = setting === 'SEGUE_STACK_PORT' || setting === 'SEGUE_INTERNAL_PORT'
    if (await isFree(number, isInner ? '127.0.0.1' : host)) return []
    return [`Port ${number} is taken by another program: stop that, or choose another with ${setting}.`]
  })
  const taken = (await Promise.all(problems)).flat()
  if (taken.length > 0) throw new Error(taken.join('\n'))

  const ports = (from: number): ProcessPorts => ({ port: from, internalPort: from + 1, agentPort: from + 2 })
  return {
    parts,
    haproxy,
    places(name) {
      const place = first + room.parts + serviceNames.indexOf(name) * room.processes * room.ports
      return [ports(place), ports(place + room.ports)]
    },
  }
}
