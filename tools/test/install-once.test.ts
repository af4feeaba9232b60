import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const installer = fileURLToPath(new URL('../install-once.mjs', import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-install-'))
  mkdirSync(join(folder, 'bin'))
  // Stands where npm would be, and says that it was called.
  writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\nmkdir -p node_modules\necho "npm $1"\n')
  chmodSync(join(folder, 'bin/npm'), 0o755)
  writeFileSync(join(folder, 'package-lock.json'), '{}')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function run(...flags: readonly string[]) {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` }
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, installer], { cwd: folder, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** What npm leaves when it is done, so many seconds after the lock file. */
function installedByHand(seconds: number) {
  const record = join(folder, 'node_modules/.package-lock.json')
  mkdirSync(join(folder, 'node_modules'))
  writeFileSync(record, '{}')
  const at = statSync(join(folder, 'package-lock.json')).mtimeMs / 1_000 + seconds
  utimesSync(record, at, at)
}

test('what is missing is installed, once', () => {
  expect(run().stdout).toContain('npm ci\n')
  expect(run()).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('it is installed again when the lock file changed', () => {
  run()
  writeFileSync(join(folder, 'package-lock.json'), '{ "name": "changed" }')
  expect(run().stdout).toContain('npm ci\n')
})

test('what somebody installed by hand is left alone', () => {
  installedByHand(10)
  expect(run()).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('what was installed before the lock file changed is installed anew', () => {
  installedByHand(-10)
  expect(run().stdout).toContain('npm ci\n')
})

test('a Node that is too old to install is told which one is needed, in one sentence', () => {
  const older = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.19.0"}})'
  const stderr = 'Segue needs Node 20 or newer to install itself; this is Node 18.19.0.\n'
  expect(run('--import', older)).toEqual({ status: 1, stdout: '', stderr })
})
