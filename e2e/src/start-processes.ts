import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startDatabase } from '@segue/database/embedded'
import { freePort, loadPlatformSettings, openSecrets, serviceEnvironment } from '@segue/tools/platform'

export const serviceNames = ['user', 'catalog', 'playlist', 'search', 'playback-auth', 'transcoder', 'edge', 'gateway'] as const
export type ServiceName = (typeof serviceNames)[number]

export interface Processes extends AsyncDisposable {
  readonly publicUrl: string
  /** The process of a service: to be killed, stopped, looked at. */
  process(name: ServiceName): ChildProcess
  /** Starts a service that ended. */
  restart(name: ServiceName): Promise<void>
}

const prefixOf = (name: ServiceName) => name.toUpperCase().replace('-', '_')
const directoryOf = (name: ServiceName) => fileURLToPath(new URL(`../../apps/${name}`, import.meta.url))

/** Every service as a process of its own, on one embedded PostgreSQL: what a fleet does, on one machine. */
export async function startProcesses(dataDir: string, extra: Readonly<Record<string, string>> = {}): Promise<Processes> {
  await using opening = new AsyncDisposableStack()
  mkdirSync(dataDir, { recursive: true })
  const ports = new Map<ServiceName, number>()
  for (const name of serviceNames) ports.set(name, await freePort())
  const portOf = (name: ServiceName) => String(ports.get(name))
  const database = opening.use(await startDatabase({ folder: dataDir, durable: false }))
  const settings = loadPlatformSettings({
    ...process.env,
    SEGUE_PORT: portOf('gateway'),
    SEGUE_MEDIA_PORT: portOf('edge'),
    SEGUE_DATA_DIR: dataDir,
    SEGUE_DEMO: 'off',
    ...extra,
  })
  const inner = serviceNames.filter((name) => name !== 'gateway' && name !== 'edge')
  const addresses = Object.fromEntries(
    inner.flatMap((name) => [
      [`${prefixOf(name)}_PORT`, portOf(name)],
      [`GATEWAY_${prefixOf(name)}_URL`, `http://127.0.0.1:${portOf(name)}`],
    ]),
  )
  const env = {
    ...(await serviceEnvironment(settings, database, openSecrets(dataDir))),
    ...addresses,
    GATEWAY_EDGE_URL: `http://127.0.0.1:${portOf('edge')}`,
    SEGUE_JWKS_URL: `http://127.0.0.1:${portOf('user')}/.well-known/jwks.json`,
    SEGUE_INTERNAL_PORT: '0',
    GATEWAY_AUTH_LIMIT_FACTOR: '100',
  }
  const running = new Map<ServiceName, ChildProcess>()

  async function start(name: ServiceName): Promise<void> {
    const child = spawn(process.execPath, ['src/main.ts'], { cwd: directoryOf(name), env, stdio: ['ignore', 'pipe', 'inherit'] })
    running.set(name, child)
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${String(code)}`)))
    await Promise.race([announced(child), ended])
  }

  opening.defer(async () => {
    await Promise.all([...running.values()].map(stop))
  })
  await start('user')
  await Promise.all(serviceNames.filter((name) => name !== 'user').map(start))
  const stack = opening.move()
  return {
    publicUrl: settings.publicUrl,
    process(name) {
      const child = running.get(name)
      if (child === undefined) throw new Error(`${name} was not started`)
      return child
    },
    restart: start,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** A service says in one line of JSON where it listens. */
async function announced({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('no output')
  const lines = createInterface({ input: stdout })
  await new Promise<void>((resolve) => lines.on('line', (line) => line.startsWith('{"service"') && resolve()))
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  await gone
}
