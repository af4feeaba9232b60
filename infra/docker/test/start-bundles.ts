import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { startDatabase } from '@segue/database/embedded'
import { freePort, loadPlatformSettings, openSecrets, serviceEnvironment } from '@segue/tools/platform'

const inner = ['user', 'catalog', 'playlist', 'search', 'playback-auth', 'transcoder'] as const

export interface Bundles extends AsyncDisposable {
  readonly publicUrl: string
  /** Milliseconds from spawn until a service said where it listens. */
  readonly started_ms: Readonly<Record<string, number>>
}

/** Runs every bundle in `folder` as a process of its own, each in its folder, on one embedded PostgreSQL. */
export async function startBundles(folder: string, dataDir: string, extra: Readonly<Record<string, string>> = {}): Promise<Bundles> {
  await using opening = new AsyncDisposableStack()
  const [door, media] = [await freePort(), await freePort()]
  const database = opening.use(await startDatabase({ folder: dataDir, durable: false }))
  const ports = { SEGUE_PORT: String(door), SEGUE_MEDIA_PORT: String(media) }
  const settings = loadPlatformSettings({ ...ports, SEGUE_DATA_DIR: dataDir, SEGUE_DEMO: 'off', ...extra })
  const env: Record<string, string | undefined> = { ...(await serviceEnvironment(settings, database, openSecrets(dataDir))), SEGUE_INTERNAL_PORT: '0' }
  for (const name of inner) {
    const prefix = name.toUpperCase().replace('-', '_')
    const port = String(await freePort())
    Object.assign(env, { [`${prefix}_PORT`]: port, [`GATEWAY_${prefix}_URL`]: `http://127.0.0.1:${port}` })
  }
  env['GATEWAY_EDGE_URL'] = `http://127.0.0.1:${media}`
  env['GATEWAY_WEB_ROOT'] = join(folder, 'gateway/web')
  env['SEGUE_JWKS_URL'] = `${env['GATEWAY_USER_URL']}/.well-known/jwks.json`
  const started_ms: Record<string, number> = {}
  for (const name of [...inner, 'edge', 'gateway']) {
    const began = performance.now()
    const child = spawn(process.execPath, ['main.js'], { cwd: join(folder, name), env, stdio: ['ignore', 'pipe', 'inherit'] })
    opening.defer(() => stop(child))
    await listening(name, child)
    started_ms[name] = Math.round(performance.now() - began)
  }
  const stack = opening.move()
  return { publicUrl: settings.publicUrl, started_ms, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** A service says in one line of JSON where it listens. */
async function listening(name: string, child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('no output')
  const lines = createInterface({ input: child.stdout })
  const announced = new Promise<void>((resolve) => lines.on('line', (line) => line.startsWith('{"service"') && resolve()))
  await Promise.race([announced, once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name} ended with ${String(code)}`)))])
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
