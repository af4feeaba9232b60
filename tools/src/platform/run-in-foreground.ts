import type { Environment } from '@segue/service'
import { publishDemo } from '../demo/publish-demo.ts'
import { explainStartError } from './explain-start-error.ts'
import type { PlatformSettings } from './settings.ts'
import { untilStopped } from './until-stopped.ts'

export type Say = (line: string) => void

const say: Say = (line) => void process.stdout.write(`${line}\n`)

/** From the environment to the ready line, and on until a signal. Sets the exit code. */
export async function runInForeground<S extends PlatformSettings>(
  environment: Environment,
  load: (environment: Environment) => S,
  start: (settings: S, say: Say, stopping: AbortSignal) => Promise<AsyncDisposable & { readonly publicUrl: string }>,
): Promise<void> {
  const stopping = new AbortController()
  let settings: S | null = null
  try {
    const stopped = untilStopped().then(() => stopping.abort())
    settings = load(environment)
    await using platform = await start(settings, say, stopping.signal)
    say(`Segue is ready at ${platform.publicUrl}`)
    await using _demo = settings.demo ? publishDemo(platform, settings.dataDir, say) : null
    await stopped
    say('Stopping …')
  } catch (error) {
    if (stopping.signal.aborted && error === stopping.signal.reason) return
    process.stderr.write(`${explainStartError(error, settings)}\n`)
    process.exitCode = 1
  }
}
