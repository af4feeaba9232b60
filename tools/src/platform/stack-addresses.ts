import { balanced } from '@segue/native'
import type { Environment } from '@segue/service'
import { prefixOf, serviceNames, type ServiceName } from './service-names.ts'
import type { StackPorts } from './stack-ports.ts'
import type { FleetAddress, FleetAddresses } from './start-fleet.ts'

export type OwnEnvironment = (name: ServiceName, place: number) => Environment

/** Longer than HAProxy takes to hear of it: it asks every second. */
const drain_ms = 2_000

export const isBalanced = (name: ServiceName): boolean => balanced.some((other) => other === name)

/** Where each process of the stack listens, and what is its alone: two of those whose load is spread, one of the others. */
export function stackAddresses(ports: StackPorts, ownOf: OwnEnvironment): FleetAddresses {
  const places = (name: ServiceName) => (isBalanced(name) ? ([0, 1] as const) : ([0] as const))
  return Object.fromEntries(serviceNames.map((name) => [name, places(name).map((place) => stackAddress(ports, ownOf, name, place))]))
}

/** Of one process; of a service with one, place 1 is free for another. */
export function stackAddress(ports: StackPorts, ownOf: OwnEnvironment, name: ServiceName, place: 0 | 1): FleetAddress {
  const { port, internalPort, agentPort } = ports.places(name)[place]
  const balancing = isBalanced(name) ? { [`${prefixOf(name)}_AGENT_PORT`]: String(agentPort), SEGUE_DRAIN_MS: String(drain_ms) } : {}
  return { port, internalPort, environment: { ...balancing, ...ownOf(name, place) } }
}
