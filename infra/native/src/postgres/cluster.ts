import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ensurePackages } from '../debian.ts'

export const binaries = '/usr/lib/postgresql/15/bin'
const user = 'postgres'
export const run = promisify(execFile)
const isRoot = () => process.getuid?.() === 0

/** PostgreSQL refuses to run as root: then it is Debian's user `postgres`. */
export function asItsUser(command: string, args: readonly string[]): { command: string; args: readonly string[] } {
  if (!isRoot()) return { command, args }
  return { command: '/usr/bin/setpriv', args: [`--reuid=${user}`, `--regid=${user}`, '--init-groups', command, ...args] }
}

/** Runs one of its programs to its end; what it complained of is in the error. */
export async function runProgram(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const as = asItsUser(join(binaries, name), args)
  await run(as.command, [...as.args], { cwd: '/', env: { ...env, LC_ALL: 'C.UTF-8' } })
}

/** Its user becomes the owner. */
export async function giveAway(path: string): Promise<void> {
  if (!isRoot()) return
  const id = async (flag: string) => Number((await run('id', [flag, user])).stdout)
  chownSync(path, await id('-u'), await id('-g'))
}

/** The folder, which its user may pass through, with PostgreSQL installed; `data` inside is the cluster. */
export function prepareFolder(folder: string): string {
  ensurePackages({ 'postgresql-15': `${binaries}/postgres` })
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
  return join(folder, 'data')
}

/** The superuser's password; the passwords of all other roles are derived from it. */
export function keepSecret(folder: string): string {
  const path = join(folder, 'secret')
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return readFileSync(path, 'utf8')
}

/** The same for a copy: its roles are those of the primary, whose secret may be another than at the last start. */
export function adoptSecret(folder: string, secret: string): string {
  writeFileSync(join(folder, 'secret'), secret, { mode: 0o600 })
  return secret
}

/** Makes `data` by `make`, whole or not at all: what is cut off is swept away by the next start. */
export async function makeCluster(folder: string, make: (half: string) => Promise<void>): Promise<void> {
  for (const name of readdirSync(folder)) if (name.startsWith('data.new-')) rmSync(join(folder, name), { recursive: true, force: true })
  const half = mkdtempSync(join(folder, 'data.new-'))
  await giveAway(half)
  await make(half)
  renameSync(half, join(folder, 'data'))
}

/** An empty cluster whose superuser has the secret as password. */
export async function initialise(folder: string, secret: string): Promise<void> {
  const passwordFile = join(folder, 'secret.initdb')
  writeFileSync(passwordFile, secret, { mode: 0o600 })
  await giveAway(passwordFile)
  try {
    await makeCluster(folder, (half) =>
      runProgram('initdb', [
        `--pgdata=${half}`, '--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`,
        // By code point, the same everywhere; character classes still know letters beyond ASCII.
        '--encoding=UTF8', '--locale=C', '--lc-ctype=C.UTF-8',
      ]),
    )
  } finally {
    rmSync(passwordFile)
  }
}
