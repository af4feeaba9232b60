import type { Environment } from '@segue/service'
import { publishDemo } from '../demo/publish-demo.ts'
import { explainStartError } from './explain-start-error.ts'
import { loadPlatformSettings, type PlatformSettings } from './settings.ts'
import { startPlatform } from './start-platform.ts'
import { untilStopped } from './until-stopped.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** The platform in the foreground: from the environment to the ready line, and on until a signal. Sets the exit code. */
export async function runPlatform(environment: Environment): Promise<void> {
  let settings: PlatformSettings | null = null
  try {
    const stopped = untilStopped()
    settings = loadPlatformSettings(environment)
    await using platform = await startPlatform(settings, say)
    say(`Segue is ready at ${platform.publicUrl}`)
    await using _demo = settings.demo ? publishDemo(platform, settings.dataDir, say) : null
    await stopped
    say('Stopping …')
  } catch (error) {
    process.stderr.write(`${explainStartError(error, settings)}\n`)
    process.exitCode = 1
  }
}
