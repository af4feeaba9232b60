import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const installer = fileURLToPath(new URL('../install-once.mjs', import.meta.url))
const packages = { '': { version: '1.0.0' }, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', os: ['plan9'], optional: true } }
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segue-install-'))
  mkdirSync(join(folder, 'bin'))
  // Stands where npm would be, and says that it was called.
  writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\necho "npm $1"\n')
  chmodSync(join(folder, 'bin/npm'), 0o755)
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function run(...flags: readonly string[]) {
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` }
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, installer], { cwd: folder, env, encoding: 'utf8' })
  return { status, stdout, stderr }
}

function installed(record: object) {
  mkdirSync(join(folder, 'node_modules'))
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: record }))
}

test('what is missing is installed, once', () => {
  expect(run().stdout).toContain('npm ci\n')
  expect(run()).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('it is installed again when the lock file changed', () => {
  run()
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { ...packages, 'node_modules/c': { version: '1.0.0' } } }))
  expect(run().stdout).toContain('npm ci\n')
})

test('what somebody installed by hand is left alone', () => {
  installed({ 'node_modules/a': { version: '1.0.0' } })
  expect(run()).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('another version, or half of it, is installed anew', () => {
  installed({ 'node_modules/a': { version: '0.9.0' } })
  expect(run().stdout).toContain('npm ci\n')
})

test('a Node that is too old to install is told which one is needed, in one sentence', () => {
  const older = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"18.19.0"}})'
  const stderr = 'Segue needs Node 20 or newer to install itself; this is Node 18.19.0.\n'
  expect(run('--import', older)).toEqual({ status: 1, stdout: '', stderr })
})
