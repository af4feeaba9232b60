import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureCertificate } from '../certificate.ts'
import { ensurePackages } from '../debian.ts'
import { startPart, type Part } from '../part.ts'

const configurations = ['haproxy.cfg', 'services.cfg'].map((name) => fileURLToPath(new URL(`../../../haproxy/${name}`, import.meta.url)))

/** The services whose load it spreads, two processes each. */
export const balanced = ['gateway', 'edge', 'playback-auth'] as const
/** The services of which there is one process, and a place for a second. */
const single = ['user', 'catalog', 'playlist', 'search'] as const
export type Proxied = (typeof balanced | typeof single)[number]

/** The services that others reach through it, inside. */
const inner = [...single, 'playback-auth'] as const
type Inner = (typeof inner)[number]

export interface ProxiedServer {
  readonly port: number
  /** Where the process says how much it can take. */
  readonly agentPort: number
}

export interface HaproxyOptions {
  readonly folder: string
  /** Where clients come in. */
  readonly host: string
  /** The public door as clients see it: under https the plain door sends them there. */
  readonly publicUrl: string
  readonly ports: Readonly<Record<'door' | 'doorTls' | 'media' | 'mediaTls' | 'internal' | Inner, number>>
  /** Takes the signed uploads that name the media door. */
  readonly objectStorePort: number
  /** Two places for each service, whether a process is there or not. */
  servers(service: Proxied): readonly ProxiedServer[]
}

export interface Haproxy extends Part {
  /** A file with its certificate: what a client is to trust. */
  readonly certificate: string
  /** `drain` gives a server nothing new; `ready` takes it back. `place` counts from 0. */
  setState(service: Proxied, place: number, state: 'drain' | 'ready'): Promise<void>
  /** What it tells of a server (HAProxy management guide § 9.1): `status` …; `scur` of all backends that it stands in. */
  statsOf(service: Proxied, place: number): Promise<Readonly<Record<string, string>>>
}

/** Debian's HAProxy with the configuration of `infra/haproxy`, TLS by a certificate of its own signature. */
export async function startHaproxy({ folder, host, publicUrl, ports, objectStorePort, servers }: HaproxyOptions): Promise<Haproxy> {
  ensurePackages({ haproxy: '/usr/sbin/haproxy' })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const certificate = join(folder, 'certificate.pem')
  ensureCertificate(certificate)
  const socket = join(folder, 'haproxy.sock')
  const places = [...balanced, ...single].map((service) => servers(service).flatMap((server, place) => variablesOf(service, server, place)))
  const internalUrl = `http://127.0.0.1:${ports.internal}`
  const part = await startPart({
    name: 'haproxy',
    url: `http://127.0.0.1:${ports.door}`,
    command: '/usr/sbin/haproxy',
    args: ['-db', ...configurations.flatMap((file) => ['-f', file])],
    env: {
      HAPROXY_SOCKET: socket,
      HAPROXY_CERTIFICATE: certificate,
      HAPROXY_INNER_HOST: '127.0.0.1',
      HAPROXY_INTERNAL_PORT: String(ports.internal),
      SEGUE_HOST: host,
      SEGUE_PUBLIC_URL: publicUrl,
      SEGUE_PORT: String(ports.door),
      SEGUE_TLS_PORT: String(ports.doorTls),
      SEGUE_MEDIA_PORT: String(ports.media),
      SEGUE_MEDIA_TLS_PORT: String(ports.mediaTls),
      ...Object.fromEntries(inner.map((service) => [`${variableOf(service)}_PORT`, String(ports[service])])),
      OBJECT_STORE: `127.0.0.1:${objectStorePort}`,
      ...Object.fromEntries(places.flat()),
      ...(process.getuid?.() === 0 ? { HAPROXY_USER: 'haproxy' } : {}),
    },
    logFile: join(folder, 'haproxy.log'),
    isReady: async () => (await fetch(`${internalUrl}/health/live`, { signal: AbortSignal.timeout(1_000) })).ok,
    // In one process, without a master: SIGUSR1 lets what runs end, SIGTERM cuts it off. What was let in is answered by now.
    stopSignal: 'SIGTERM',
    stopWithin_ms: 5_000,
  })
  return Object.assign(part, {
    certificate,
    async setState(service: Proxied, place: number, state: 'drain' | 'ready') {
      const said = await command(socket, `set server ${service}s/${service}-${place + 1} state ${state}`)
      if (said.trim() !== '') throw new Error(`HAProxy: ${said.trim()}`)
    },
    async statsOf(service: Proxied, place: number) {
      const [head = '', ...lines] = (await command(socket, 'show stat')).trim().split('\n')
      const names = head.replace(/^# /, '').split(',')
      const rows = lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [names[at] ?? '', value])))
      const mine = rows.filter(({ svname }) => svname === `${service}-${place + 1}`)
      const running = mine.reduce((sum, { scur }) => sum + Number(scur), 0)
      return { ...mine.find(({ pxname }) => pxname === `${service}s`), scur: String(running) }
    },
  })
}

const variableOf = (service: Proxied): string => service.toUpperCase().replace('-', '_')

function variablesOf(service: Proxied, { port, agentPort }: ProxiedServer, place: number): [string, string][] {
  const name = `${variableOf(service)}_${place + 1}`
  return [[name, `127.0.0.1:${port}`], [`${name}_AGENT_PORT`, String(agentPort)]]
}

/** One command of the runtime API; the socket closes after its answer. */
function command(socket: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    connect(socket, function (this: ReturnType<typeof connect>) {
      this.write(`${line}\n`)
    })
      .setEncoding('utf8')
      .on('data', (text: string) => (said += text))
      .once('error', reject)
      .once('close', () => resolve(said))
  })
}
