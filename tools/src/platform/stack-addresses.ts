import type { Environment } from '@segue/service'
import { prefixOf, serviceNames, type ServiceName } from './service-names.ts'
import type { StackPorts } from './stack-ports.ts'
import type { FleetAddresses } from './start-fleet.ts'

/** Where each process of the stack listens, what it says its load at, and what is its alone. */
export function stackAddresses({ processes }: StackPorts, ownOf: (name: ServiceName, place: number) => Environment): FleetAddresses {
  return Object.fromEntries(
    serviceNames.map((name) => [
      name,
      processes(name).map(({ port, internalPort, agentPort }, place) => ({
        port,
        internalPort,
        environment: { [`${prefixOf(name)}_AGENT_PORT`]: String(agentPort), ...ownOf(name, place) },
      })),
    ]),
  )
}
