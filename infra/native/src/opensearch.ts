import { execFile, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cacheFolder } from './cache-folder.ts'
import { freePort } from './free-port.ts'
import { startPart, type Part } from './part.ts'

const parts = fileURLToPath(new URL('../opensearch/', import.meta.url))
/** The server refuses to run as root. */
const user = 'nobody'

/**
 * Installs OpenSearch with a Java of its own, once for the machine, and resolves with its folder. Needs Maven, Python and pip; fetches
 * 200 MB in about half a minute. Whole or not at all, whoever else installs at the same time or is killed.
 */
export async function installOpenSearch(onProgress: (line: string) => void = () => {}): Promise<string> {
  const home = join(cacheFolder(), 'opensearch-3.8.0')
  if (existsSync(home)) return home
  onProgress('Installing OpenSearch, about half a minute …')
  await promisify(execFile)(join(parts, 'install.sh'), [home], { maxBuffer: 64 << 20 })
  return home
}

export interface OpenSearchOptions {
  readonly folder: string
  /** Default: any free one. */
  readonly port?: number
  readonly heap?: string
  readonly onProgress?: (line: string) => void
}

/** OpenSearch as a cluster of one on loopback, installed when it is missing. As root it runs as `nobody`, who must reach the folder. */
export async function startOpenSearch({ folder, port, heap = '512m', onProgress }: OpenSearchOptions): Promise<Part> {
  const home = await installOpenSearch(onProgress)
  const root = resolve(folder)
  const own = ['data', 'logs', 'tmp', 'config'].map((name) => join(root, name))
  for (const path of own) mkdirSync(path, { recursive: true })
  for (const file of ['opensearch.yml', 'log4j2.properties']) cpSync(join(parts, file), join(root, 'config', file))
  const bound = port ?? (await freePort())
  const url = `http://127.0.0.1:${bound}`
  const [command = '', ...args] = [...asUser(own), join(home, 'java/bin/java'), ...javaOptions(home, root, heap), ...settings(root, bound)]
  return startPart({
    name: 'opensearch',
    url,
    command,
    args,
    cwd: home,
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: join(root, 'tmp') },
    logFile: join(root, 'opensearch.log'),
    isReady: () => isReady(url),
    readyWithin_ms: 180_000,
  })
}

/** What comes before the command so that it isn't run as root. */
function asUser(own: readonly string[]): string[] {
  if (process.getuid?.() !== 0) return []
  const group = spawnSync('id', ['-g', user], { encoding: 'utf8' }).stdout.trim()
  const prefix = ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups', '--no-new-privs']
  spawnSync('chown', ['-R', `${user}:${group}`, ...own])
  const { status } = spawnSync('setpriv', [...prefix.slice(1), 'test', '-w', own[0] ?? ''])
  if (status !== 0) throw new Error(`OpenSearch doesn't run as root, and ${user} can't reach ${own[0]}: choose a folder that everybody may enter`)
  return prefix
}

const javaOptions = (home: string, root: string, heap: string): string[] => [
  `-Xms${heap}`,
  `-Xmx${heap}`,
  // Ready in half the time, for less speed at the peak than a node of its own would have.
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseG1GC',
  '-XX:+ExitOnOutOfMemoryError',
  `-javaagent:${join(home, 'agent/opensearch-agent.jar')}`,
  '--enable-native-access=ALL-UNNAMED',
  '-Djava.locale.providers=CLDR,SPI',
  `-Djava.io.tmpdir=${join(root, 'tmp')}`,
  '-Dfile.encoding=UTF-8',
  '-Djava.awt.headless=true',
  '-Djna.nosys=true',
  '-Dio.netty.noUnsafe=true',
  '-Dio.netty.noKeySetOptimization=true',
  '-Dlog4j.shutdownHookEnabled=false',
  '-Dlog4j2.disable.jmx=true',
  `-Dopensearch.path.home=${home}`,
  `-Dopensearch.path.conf=${join(root, 'config')}`,
  '-Dopensearch.distribution.type=tar',
  '-Dopensearch.bundled_jdk=false',
  '-cp',
  join(home, 'lib/*'),
]

const settings = (root: string, port: number): string[] => [
  'org.opensearch.bootstrap.OpenSearch',
  `-Epath.data=${join(root, 'data')}`,
  `-Epath.logs=${join(root, 'logs')}`,
  `-Ehttp.port=${port}`,
]

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=2s`, { signal: AbortSignal.timeout(3_000) })
  await response.body?.cancel()
  return response.ok
}
