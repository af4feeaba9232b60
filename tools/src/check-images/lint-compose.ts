import { isExact } from './lint-dockerfile.ts'
import { networksOf, variablesIn, type Compose, type ComposeService } from './read-compose.ts'

export const marker = 'development-only'

/** Images that write where they stand, each with why; the others have a read-only root. */
const writable: Readonly<Record<string, string>> = { rabbitmq: 'its entry point writes the configuration', opensearch: 'its entry point writes keystore and configuration' }

/**
 * What is wrong with a compose file, in words: every service pinned, hardened and looked after; started in an order by readiness;
 * nothing published but on the address that is set; no secret without an error where it is missing.
 */
export function lintCompose(compose: Compose, text: string, example: Readonly<Record<string, string>>): readonly string[] {
  return [...Object.entries(compose.services).flatMap(([name, service]) => [...lintService(service, compose), ...hardening(name, service)].map((problem) => `${name}: ${problem}`)), ...circles(compose), ...unused(compose), ...variables(text, example)]
}

const isJob = ({ restart }: ComposeService) => restart === 'no'
const isOurs = ({ build }: ComposeService) => build !== undefined

function lintService(service: ComposeService, compose: Compose): readonly string[] {
  const networks = networksOf(service)
  const { image = '', healthcheck, depends_on = {}, volumes = [], ports = [], profiles = [] } = service
  const problems: string[] = []
  if (!isOurs(service) && !isExact(image)) problems.push(`image ${image} has no exact version`)
  if (!isOurs(service) && !isJob(service) && healthcheck === undefined) problems.push('nobody asks whether it is well')
  if (profiles.length === 0) problems.push('is in no profile')
  for (const [other, { condition }] of Object.entries(depends_on)) {
    const target = compose.services[other]
    if (target === undefined) problems.push(`waits for ${other}, which is not there`)
    else if (isJob(target) !== (condition === 'service_completed_successfully')) problems.push(`waits for ${other} by ${condition}`)
    else if (!isJob(target) && condition !== 'service_healthy') problems.push(`waits for ${other} by ${condition}, not until it is ready`)
    else if (!profiles.every((profile) => target.profiles?.includes(profile))) problems.push(`waits for ${other}, which is in another profile`)
  }
  for (const network of networks) if (!(network in compose.networks)) problems.push(`network ${network} is not declared`)
  for (const volume of volumes.map((mount) => mount.split(':')[0] ?? '')) if (!/^[./]/.test(volume) && !(volume in compose.volumes)) problems.push(`volume ${volume} is not declared`)
  for (const port of ports) if (!/^(?:\$\{SEGUE_PUBLISH_ADDRESS:-127\.0\.0\.1\}|127\.0\.0\.1):/.test(port)) problems.push(`port ${port} is open to everybody`)
  if (ports.length > 0 && !networks.some((network) => compose.networks[network]?.internal !== true)) problems.push('publishes a port from a network that leads nowhere')
  return problems
}

function hardening(name: string, { read_only, cap_drop = [], security_opt = [], mem_limit, init }: ComposeService): readonly string[] {
  return [
    ...(read_only === true || name in writable ? [] : ['its root file system can be written']),
    ...(cap_drop.includes('ALL') ? [] : ['keeps capabilities']),
    ...(security_opt.includes('no-new-privileges:true') ? [] : ['may gain privileges']),
    ...(mem_limit === undefined ? ['has no limit of memory'] : []),
    ...(init === true ? [] : ['nobody reaps its children']),
  ]
}

function circles({ services }: Compose): readonly string[] {
  const done = new Set<string>()
  const walk = (name: string, path: readonly string[]): readonly string[] => {
    if (path.includes(name)) return [`${[...path.slice(path.indexOf(name)), name].join(' → ')}: they wait for each other`]
    if (done.has(name)) return []
    const found = Object.keys(services[name]?.depends_on ?? {}).flatMap((other) => walk(other, [...path, name]))
    done.add(name)
    return found
  }
  return Object.keys(services).flatMap((name) => walk(name, []))
}

function unused({ services, networks, volumes }: Compose): readonly string[] {
  const mounted = new Set(Object.values(services).flatMap((service) => (service.volumes ?? []).map((mount) => mount.split(':')[0])))
  const joined = new Set(Object.values(services).flatMap(networksOf))
  return [...Object.keys(volumes).filter((name) => !mounted.has(name)).map((name) => `volume ${name} is not used`), ...Object.keys(networks).filter((name) => !joined.has(name)).map((name) => `network ${name} is not used`)]
}

function variables(text: string, example: Readonly<Record<string, string>>): readonly string[] {
  const uses = variablesIn(text)
  const used = new Set(uses.map(({ name }) => name))
  const ofCompose = new Set(['COMPOSE_PROFILES'])
  return [
    ...[...used].filter((name) => !(name in example)).map((name) => `\${${name}} is not in .env.example`),
    ...Object.keys(example).filter((name) => !used.has(name) && !ofCompose.has(name)).map((name) => `.env.example: ${name} is not used`),
    ...new Set(uses.filter(({ name, kind }) => kind === 'bare' || (kind !== 'required' && example[name]?.includes(marker))).map(({ name }) => `\${${name}} must be an error where it is missing, or have a default that is no secret`)),
  ]
}
