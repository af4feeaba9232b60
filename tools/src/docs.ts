import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { generatedDocuments } from './docs/generated-documents.ts'

/** Writes the generated documents; with `--check` says which are out of date, and fails. */
const repository = fileURLToPath(new URL('../..', import.meta.url))
const check = process.argv.includes('--check')
const stale = generatedDocuments().filter(({ path, text }) => {
  const file = join(repository, path)
  const current = readIfThere(file)
  if (current === text) return false
  if (!check) {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
  return true
})
for (const { path } of stale) process.stdout.write(`${check ? 'out of date' : 'written'}: ${path}\n`)
if (check && stale.length > 0) {
  process.stderr.write('Run `npm run docs` and commit what it writes: a declaration changed.\n')
  process.exitCode = 1
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
