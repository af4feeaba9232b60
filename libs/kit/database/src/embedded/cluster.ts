import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, existsSync, fsyncSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { handOver, type Place } from './place.ts'

const run = promisify(execFile)

/** The one secret of a cluster: the superuser's password, and what the roles' passwords are derived from. */
export function clusterSecret(place: Place): string {
  const path = join(place.folder, 'secret')
  if (!existsSync(path)) {
    const half = `${path}.new`
    const file = openSync(half, 'w', 0o600)
    writeFileSync(file, randomBytes(24).toString('base64url'))
    fsyncSync(file)
    closeSync(file)
    // initdb reads it as the database's user.
    handOver(place, half)
    renameSync(half, path)
  }
  chmodSync(path, 0o600)
  return readFileSync(path, 'utf8')
}

const packagedMajor = async (place: Place) =>
  /\) (\d+)/.exec((await run(join(place.native, 'bin', 'postgres'), ['--version'], { ...place.user, cwd: '/' })).stdout)?.[1]

/** One call for the whole file system instead of one for each of a thousand files. */
const syncMethod = process.platform === 'linux' ? ['--sync-method=syncfs'] : []

function discard(half: string): void {
  try {
    rmSync(half, { recursive: true, force: true })
  } catch {
    // Somebody still writes there; the next start sweeps again.
  }
}

/** Creates the cluster when there is none, whole or not at all; refuses one of another major version. */
export async function ensureCluster(place: Place, durable: boolean): Promise<void> {
  const version = join(place.data, 'PG_VERSION')
  if (existsSync(version)) {
    const [held, packaged] = [readFileSync(version, 'utf8').trim(), await packagedMajor(place)]
    if (held === packaged) return
    throw new Error(
      `The database in ${place.folder} was made by PostgreSQL ${held} but this is PostgreSQL ${packaged}: ` +
        `move its content with ${held}'s pg_dump, or start on another folder`,
    )
  }
  clusterSecret(place)
  // A name of its own each time: the initdb of a killed start may still be writing to the last.
  for (const name of readdirSync(place.folder)) if (name.startsWith('data.new-')) discard(join(place.folder, name))
  const half = mkdtempSync(join(place.folder, 'data.new-'))
  handOver(place, half)
  await run(
    join(place.native, 'bin', 'initdb'),
    [
      `--pgdata=${half}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${join(place.folder, 'secret')}`,
      '--encoding=UTF8',
      // Collation by code point from PostgreSQL itself, the same everywhere; character classes, which full-text
      // search and pg_trgm ask about, still come from the system's locale.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      `--lc-ctype=${process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'}`,
      ...(durable ? syncMethod : ['--no-sync']),
    ],
    { ...place.user, cwd: '/', env: {} },
  )
  renameSync(half, place.data)
}
