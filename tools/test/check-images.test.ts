import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../src/build/programs.ts'
import { lintCompose } from '../src/check-images/lint-compose.ts'
import { lintDockerfile } from '../src/check-images/lint-dockerfile.ts'
import { lintSettings } from '../src/check-images/lint-settings.ts'
import { interpolated, readCompose, readEnvFile, variablesIn } from '../src/check-images/read-compose.ts'

const read = (path: string) => readFileSync(join(repository, path), 'utf8')
const text = read('docker-compose.yml')
const example = readEnvFile(read('.env.example'))

test('the Dockerfiles, the compose file and its example of an env file have no problem', () => {
  expect(globSync('infra/docker/*Dockerfile', { cwd: repository }).flatMap((path) => lintDockerfile(read(path)))).toEqual([])
  expect(lintCompose(readCompose(text), text, example)).toEqual([])
  expect(lintSettings(readCompose(text), example)).toEqual([])
})

test('whom Prometheus asks, the compose file runs', () => {
  const { services } = readCompose(text)
  const hosts = [...read('infra/observability/prometheus/prometheus.yml').matchAll(/'([\w-]+):\d+'/g)].map(([, host]) => host ?? '')
  // An exporter for the machine needs all of the machine: it is installed there.
  expect(hosts.filter((host) => !(host in services) && host !== 'node-exporter')).toEqual([])
  expect(Object.entries(services).filter(([name, { build, restart }]) => build !== undefined && restart !== 'no' && !hosts.includes(name)).map(([name]) => name)).toEqual([])
})

test('every address that HAProxy takes from its environment is set', () => {
  const { haproxy } = readCompose(text).services
  // HAPROXY_USER is for a start as root.
  const taken = new Set([...read('infra/haproxy/haproxy.cfg').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '').filter((name) => name !== 'HAPROXY_USER'))
  expect([...taken].filter((name) => haproxy?.environment?.[name] === undefined)).toEqual([])
})

test('whom HAProxy and nginx ask can be replaced: they look a name up once, so its address is fixed', () => {
  const { services } = readCompose(text)
  const asked = ['haproxy', 'object-store-door'].flatMap((name) => Object.values(services[name]?.environment ?? {}).flatMap((value) => /^([a-z][\w-]*):\d+$/.exec(value)?.[1] ?? []))
  const addresses = asked.map((name) => {
    const { networks } = services[name] ?? {}
    return networks !== undefined && 'data' in networks ? networks.data?.ipv4_address : undefined
  })
  expect(asked).toHaveLength(8)
  expect(addresses.filter((address) => address === undefined)).toEqual([])
  expect(new Set(addresses).size).toBe(asked.length)
})

/** What somebody writes instead of what stands there, and what they are told. */
test.for([
  ['image: redis:7.4.5-alpine', 'image: redis', 'redis: image redis has no exact version'],
  ['      redis: { condition: service_healthy }\n', '      reddis: { condition: service_healthy }\n', 'gateway: waits for reddis, which is not there'],
  ['keys: { condition: service_completed_successfully }', 'keys: { condition: service_healthy }', 'user: waits for keys by service_healthy'],
  ['opensearch: { condition: service_healthy }', 'opensearch: { condition: service_started }', 'search: waits for opensearch by service_started, not until it is ready'],
  ['  rabbitmq: { condition: service_healthy }', '  rabbitmq: { condition: service_healthy }\n  search: { condition: service_healthy }', 'search → search: they wait for each other'],
  ['${SEGUE_PUBLISH_ADDRESS:-127.0.0.1}:4000:4000', '4000:4000', 'haproxy: port 4000:4000 is open to everybody'],
  ["['rabbitmq:/var/lib/rabbitmq']", "['rabbit:/var/lib/rabbitmq']", 'rabbitmq: volume rabbit is not declared'],
  ['  transcoding:\n', '  transcoding:\n  forgotten:\n', 'volume forgotten is not used'],
  ['  read_only: true\n', '', 'user: its root file system can be written'],
  ['  cap_drop: [ALL]\n', '', 'edge: keeps capabilities'],
  ['${RABBITMQ_PASSWORD:?copy .env.example to .env}', '${RABBITMQ_PASSWORD:-guest}', '${RABBITMQ_PASSWORD} must be an error where it is missing, or have a default that is no secret'],
  ['${SEGUE_VERSION:-local}', '${SEGUE_EDITION:-local}', '${SEGUE_EDITION} is not in .env.example'],
] as const)('%s → %s: it says so', ([from, to, problem]) => {
  expect(text).toContain(from)
  const changed = text.replace(from, to)
  expect(lintCompose(readCompose(changed), changed, example)).toContain(problem)
})

test.for([
  ['      USER_SIGNING_KEY_FILES: /keys/token.pem\n', '', /^user: USER_SIGNING_KEY_FILES is missing/],
  ['PLAYBACK_AUTH_SIGNING_KEY_FILE: /keys/grant.pem', 'PLAYBACK_AUTH_SIGNING_KEY: /keys/grant.pem', /^playback-auth: PLAYBACK_AUTH_SIGNING_KEY_FILE is missing/],
  ['SEARCH_INDEX_URL: http://', 'SEARCH_INDEX_URL: opensearch://', /^search: SEARCH_INDEX_URL must match/],
  ['args: { APP: search }', 'args: { APP: find }', /^no service runs search$/],
  ['./infra/haproxy/haproxy.cfg:', './infra/haproxy/proxy.cfg:', /^haproxy: \.\/infra\/haproxy\/proxy\.cfg is not there$/],
] as const)('%s → %s: a service that would not start is told', ([from, to, problem]) => {
  expect(text).toContain(from)
  expect(lintSettings(readCompose(text.replace(from, to)), example).filter((line) => problem.test(line))).not.toEqual([])
})

test('variables are read as compose reads them', () => {
  const env = { A: 'a', EMPTY: '' }
  expect(interpolated('${A} ${B:-b} ${EMPTY:-e} ${A:?why} $$A', env)).toBe('a b e a $A')
  expect(variablesIn('${A} ${B:-b} ${C:?why} $$D').map(({ name, kind }) => `${name} ${kind}`)).toEqual(['A bare', 'B default', 'C required'])
})
