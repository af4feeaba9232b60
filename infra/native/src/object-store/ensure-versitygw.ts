import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { cacheFolder } from '../cache-folder.ts'

const source = 'github.com/versity/versitygw/cmd/versitygw'
const version = 'v1.8.0'

/**
 * The path of versitygw, built once for this machine (one to three minutes) and moved into its place when it is whole. Several may
 * build at once: the last one wins, and all are the same. Throws an error that says what is missing.
 */
export async function ensureVersitygw(onProgress: (line: string) => void = () => {}): Promise<string> {
  const folder = cacheFolder()
  const program = join(folder, `versitygw-${version}`)
  if (existsSync(program)) return program
  onProgress(`Building versitygw ${version}, once, in one to three minutes …`)
  const building = await mkdtemp(join(folder, 'building-versitygw-'))
  try {
    const args = ['install', '-trimpath', '-ldflags=-s -w', `${source}@${version}`]
    await run('go', args, { ...process.env, GOBIN: building, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' })
    await rename(join(building, 'versitygw'), program)
  } finally {
    await rm(building, { recursive: true, force: true })
  }
  return program
}

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const advice =
    `The object store is versitygw ${version}, which Go 1.26 builds from ${source}; ` +
    `where there is no network, set SEGUE_PARTS_DIR to a folder that has versitygw-${version} already.`
  const child = spawn(command, [...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]).catch((error: unknown) => {
    throw new Error(`${command} is missing. ${advice}`, { cause: error })
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed. ${advice}\n${said.trimEnd().split('\n').slice(-10).join('\n')}`)
}
