import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { publicUrl } from './people.ts'

export interface SecondDoor extends AsyncDisposable {
  readonly url: string
  /** Where operators look: metrics and readiness of this process. */
  readonly internal_url: string
}

const gateway = fileURLToPath(new URL('../../apps/gateway', import.meta.url))

/** Another gateway, a process of its own, in front of the platform under test: what a test needs settings of its own for. */
export async function openSecondDoor(settings: Readonly<Record<string, string>> = {}): Promise<SecondDoor> {
  const upstream = publicUrl()
  const owners = ['USER', 'CATALOG', 'PLAYLIST', 'SEARCH', 'PLAYBACK_AUTH', 'TRANSCODER', 'EDGE']
  const env = {
    ...process.env,
    ...Object.fromEntries(owners.map((name) => [`GATEWAY_${name}_URL`, upstream])),
    SEGUE_HOST: '127.0.0.1',
    SEGUE_PORT: '0',
    SEGUE_INTERNAL_PORT: '0',
    SEGUE_PUBLIC_URL: upstream,
    SEGUE_JWKS_URL: `${upstream}/.well-known/jwks.json`,
    SEGUE_LOG_LEVEL: 'error',
    ...settings,
  }
  const child = spawn(process.execPath, ['src/main.ts'], { cwd: gateway, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the second door did not open'))),
  ])
  const { url, internal_url }: { url: string; internal_url: string } = JSON.parse(line)
  return {
    url,
    internal_url,
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}
