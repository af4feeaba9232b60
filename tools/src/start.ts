import { publishDemo } from './demo/publish-demo.ts'
import { explainStartError } from './platform/explain-start-error.ts'
import { loadPlatformSettings } from './platform/settings.ts'
import { startPlatform } from './platform/start-platform.ts'
import { untilStopped } from './platform/until-stopped.ts'

const say = (line: string) => void process.stdout.write(`${line}\n`)

try {
  const stopped = untilStopped()
  const settings = loadPlatformSettings(process.env)
  await using platform = await startPlatform(settings, say)
  say(`Segue is ready at ${platform.publicUrl}`)
  await using _demo = settings.demo ? publishDemo(platform, settings.dataDir, say) : null
  await stopped
  say('Stopping …')
} catch (error) {
  process.stderr.write(`${explainStartError(error)}\n`)
  process.exitCode = 1
}
