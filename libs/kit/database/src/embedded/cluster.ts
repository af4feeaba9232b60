import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, fsyncSync, mkdirSync, openSync, closeSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
  const half = join(place.folder, 'data.new')
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { mode: 0o700 })
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
      ...(durable ? [] : ['--no-sync']),
    ],
    { ...place.user, cwd: '/' },
  )
  renameSync(half, place.data)
}
