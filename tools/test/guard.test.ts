import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const guard = join(import.meta.dirname, '../../infra/docker/guard.mjs')
const run = (env: Record<string, string>) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', guard, '--print', 'process.env.EDGE_GRANT_KEYS'], { env, encoding: 'utf8' })
  return { status, stdout, stderr }
}
const secret = { SEARCH_DATABASE_URL: 'postgres://search:development-only-search@postgres/search' }

test.for([
  {},
  { SEGUE_PUBLIC_URL: 'http://localhost:4000', SEGUE_PUBLISH_ADDRESS: '127.0.0.1' },
  { SEGUE_PUBLIC_URL: 'http://segue.localhost', SEGUE_MEDIA_URL: 'http://[::1]:4001', SEGUE_PUBLISH_ADDRESS: '::1' },
])('secrets that everybody knows are well on this machine: %o', (env) => {
  expect(run({ ...secret, ...env }).status).toBe(0)
})

test.for([
  { SEGUE_PUBLIC_URL: 'https://music.example.com' },
  { SEGUE_MEDIA_URL: 'http://192.168.1.7:4001' },
  { SEGUE_PUBLISH_ADDRESS: '0.0.0.0' },
  { SEGUE_PUBLISH_ADDRESS: '::' },
  { SEGUE_PUBLIC_URL: 'http://localhost.example.com' },
  { SEGUE_PUBLIC_URL: 'http://127.0.0.1.example.com' },
])('beyond this machine they end the service before it begins, which secret is told and its value is not: %o', (env) => {
  const { status, stdout, stderr } = run({ ...secret, ...env })
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toContain('set your own in SEARCH_DATABASE_URL')
  expect(stderr).not.toContain('development-only-search')
  expect(run({ SEARCH_DATABASE_URL: 'postgres://search:8Yw2@postgres/search', ...env }).status).toBe(0)
})

test('a setting may lie in a file, what is set goes before it, and a file that is missing is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-guard-'))
  const file = join(folder, 'keys.json')
  try {
    writeFileSync(file, '{"segue": "a key"}\n')
    expect(run({ EDGE_GRANT_KEYS_FROM_FILE: file }).stdout).toBe('{"segue": "a key"}\n')
    expect(run({ EDGE_GRANT_KEYS_FROM_FILE: file, EDGE_GRANT_KEYS: 'set' }).stdout).toBe('set\n')
    writeFileSync(file, 'development-only')
    expect(run({ EDGE_GRANT_KEYS_FROM_FILE: file, SEGUE_PUBLISH_ADDRESS: '0.0.0.0' })).toMatchObject({ status: 1, stderr: expect.stringContaining('EDGE_GRANT_KEYS') })
    expect(run({ EDGE_GRANT_KEYS_FROM_FILE: `${file}.none` })).toMatchObject({ status: 1, stderr: expect.stringContaining('ENOENT') })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
