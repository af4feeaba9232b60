import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const web = join(repository, 'apps/web')
/** Says which sources a build was made from. */
const stamp = '.built-from'
const sources = ['apps/web/*.{html,ts,json}', 'apps/web/{src,public}/**/*', 'libs/{contracts,api-client}/src/**/*.ts', 'package-lock.json']

export interface WebBuild extends AsyncDisposable {
  /** The directory to serve, once it is built. */
  readonly root: Promise<string>
}

/** Builds the web app when its sources changed since the last time, beside whatever else is starting; disposing ends a build under way. */
export function buildWeb(onProgress: (line: string) => void): WebBuild {
  const stopping = new AbortController()
  const root = build(onProgress, stopping.signal)
  // Whoever needs the app hears of a failure; a start that fails before is told of its own.
  const ended = root.then(() => {}, () => {})
  return {
    root,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await ended
    },
  }
}

async function build(onProgress: (line: string) => void, signal: AbortSignal): Promise<string> {
  const root = join(web, 'dist')
  const wanted = fingerprint()
  if (isBuiltFrom(root, wanted)) return root
  onProgress('Building the web app …')
  const vite = join(dirname(createRequire(join(web, 'package.json')).resolve('vite/package.json')), 'bin/vite.js')
  // By itself vite writes its compiled configuration into node_modules, which may belong to another user.
  const fresh = join(web, `.dist-${process.pid}`)
  const args = [vite, 'build', '--configLoader', 'native', '--logLevel', 'error', '--outDir', fresh, '--emptyOutDir']
  const child = spawn(process.execPath, args, { cwd: web, signal, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('The web app could not be built; the lines above say why')
  writeFileSync(join(fresh, stamp), wanted)
  replace(root, fresh, wanted)
  return root
}

/** A build beside the one that others may be serving takes its place only when it is whole. */
function replace(root: string, fresh: string, wanted: string): void {
  try {
    rmSync(root, { recursive: true, force: true })
    renameSync(fresh, root)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!isBuiltFrom(root, wanted)) throw error
  }
}

const isBuiltFrom = (root: string, wanted: string): boolean => existsSync(join(root, stamp)) && readFileSync(join(root, stamp), 'utf8') === wanted

function fingerprint(): string {
  const hash = createHash('sha256')
  const entries = globSync(sources, { cwd: repository, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.toSorted()) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}
