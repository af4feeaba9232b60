import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipelines } from './build/pipelines.ts'
import { repository } from './build/programs.ts'

/** Writes the pipeline of each app; a test says when one is out of date. */
for (const { path, text } of pipelines()) {
  writeFileSync(join(repository, path), text)
  process.stdout.write(`written: ${path}\n`)
}
