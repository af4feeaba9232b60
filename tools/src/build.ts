import { join } from 'node:path'
import { bundle } from './build/bundle.ts'
import { chosenPrograms, repository } from './build/programs.ts'
import { buildWeb } from './platform/build-web.ts'

/** `node tools/src/build.ts [app …]`: each app's bundle, or those named, into `dist/apps/<app>`. */
const say = (line: string) => void process.stdout.write(`${line}\n`)
try {
  const chosen = chosenPrograms(process.argv.slice(2))
  await using web = chosen.some(({ needs }) => needs.pages !== undefined) ? buildWeb(say) : null
  const pages = (await web?.root) ?? ''
  for (const program of chosen) {
    const began = performance.now()
    const { bytes, packages } = await bundle(program, join(repository, 'dist/apps'), pages)
    const [size, time] = [`${(bytes / 1e6).toFixed(2)} MB`, `${Math.round(performance.now() - began)} ms`]
    say(`dist/apps/${program.name}: ${program.version}, ${size} with ${packages} packages, in ${time}`)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
