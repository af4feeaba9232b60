import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder } from '../../native/src/cache-folder.ts'
import { repository } from '../../../tools/src/build/programs.ts'
import { interpolated, readEnvFile } from '../../../tools/src/check-images/read-compose.ts'

const minutes = 60_000

/** A program of Go's, built once for this machine. */
function goProgram(path: string, version: string): string {
  const folder = join(cacheFolder(), `${path.replaceAll('/', '-')}-${version}`)
  const program = join(folder, basename(path))
  if (existsSync(program)) return program
  const { status, stderr } = spawnSync('go', ['install', `${path}@${version}`], { env: { ...process.env, GOBIN: folder }, encoding: 'utf8' })
  if (status !== 0) throw new Error(`go install ${path}: ${stderr}`)
  return program
}

test('the parser that docker compose uses takes the compose file, with the values of the example', { timeout: 5 * minutes }, () => {
  const validator = goProgram('github.com/compose-spec/compose-go/v2/cmd', 'v2.9.0')
  const folder = mkdtempSync(join(tmpdir(), 'segue-compose-'))
  const read = (path: string) => readFileSync(join(repository, path), 'utf8')
  const check = (text: string) => {
    writeFileSync(join(folder, 'docker-compose.yml'), text)
    return spawnSync(validator, ['-no-interpolation', 'docker-compose.yml'], { cwd: folder, encoding: 'utf8' })
  }
  try {
    // The validator knows no environment: what is asked of it is the text as compose would see it.
    const text = interpolated(read('docker-compose.yml'), readEnvFile(read('.env.example')))
    expect(check(text)).toMatchObject({ status: 0, stderr: '' })
    expect(check(text.replace('read_only: true', 'read_onyl: true'))).toMatchObject({ status: 1, stderr: expect.stringContaining('read_onyl') })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('actionlint takes the workflows', { timeout: 5 * minutes }, () => {
  const actionlint = goProgram('github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.7')
  expect(spawnSync(actionlint, ['-no-color'], { cwd: repository, encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '', stderr: '' })
})
