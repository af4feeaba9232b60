import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'

const apps = fileURLToPath(new URL('../../../apps', import.meta.url))

/** Who remembers what of whom (docs/operations/rebuild-read-models.md). */
const hearers = {
  user: ['playlist', 'playback-auth'],
  catalog: ['user', 'playlist', 'search', 'playback-auth', 'transcoder'],
  playlist: ['search'],
}

/** On a stack that runs: every owner announces its state to all who remember some of it, then search builds its index anew. */
export async function announceAll(dataDir: string, say: (line: string) => void): Promise<void> {
  const environment = parseEnv(readFileSync(join(dataDir, 'environment'), 'utf8'))
  for (const [owner, consumers] of Object.entries(hearers)) {
    for (const consumer of consumers) {
      say(`${owner} to ${consumer}`)
      await run(owner, ['src/announce.ts', '--to', consumer], environment)
    }
  }
  say('The index')
  await run('search', ['src/rebuild.ts'], environment)
}

async function run(app: string, args: readonly string[], environment: NodeJS.Dict<string>): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: join(apps, app), env: { ...process.env, ...environment }, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${app}: ${args.join(' ')} ended with ${String(code)}; the lines above say why, and it may be repeated`)
}
