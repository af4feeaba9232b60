import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { binaries } from './binaries.ts'
import { systemUser, type SystemUser } from './system-user.ts'

export interface Place {
  readonly user: SystemUser
  /** PostgreSQL's `bin`, `lib` and `share`. */
  readonly native: string
  /** Ours: lock, secret, port, log. */
  readonly folder: string
  /** PostgreSQL's data directory, inside `folder`. */
  readonly data: string
}

/** Asked of the system as that user, since mode bits alone don't know about access lists and mounts. */
function reaches(user: NonNullable<SystemUser>, path: string): boolean {
  try {
    execFileSync('test', ['-x', path], { ...user, cwd: '/', stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Creates a folder of ours that others may pass through but not list, whatever the umask. */
function makePassable(folder: string): void {
  if (mkdirSync(folder, { recursive: true })) chmodSync(folder, 0o711)
}

function copyOnce(from: string, to: string): string {
  if (existsSync(to)) return to
  const half = `${to}.${process.pid}`
  cpSync(from, half, { recursive: true, verbatimSymlinks: true })
  execFileSync('chmod', ['-R', 'a+rX', half])
  try {
    renameSync(half, to)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(to)) throw error
  }
  return to
}

const placeIn = (user: SystemUser, native: string, folder: string): Place => ({ user, native, folder, data: join(folder, 'data') })

/**
 * Where the cluster of `folder` lives: in the folder itself wherever the database's user can reach it. As root in a
 * clone that only root can read it can't; then binaries and cluster live under `home`, and the folder keeps the
 * cluster's name, so that removing the folder is a fresh start there as well.
 */
export function choosePlace(folder: string, home: string): Place {
  const own = resolve(folder)
  mkdirSync(own, { recursive: true })
  const user = systemUser()
  const packaged = binaries()
  if (!user) return placeIn(user, packaged, own)

  const openHome = () => {
    makePassable(home)
    if (!reaches(user, home)) throw new Error(`The database's user "segue" can't reach ${home}: choose another home for the embedded database`)
  }
  let native = packaged
  if (!reaches(user, join(packaged, 'bin', 'postgres'))) {
    openHome()
    native = copyOnce(packaged, join(home, `native-${packageVersion(packaged)}`))
  }

  const pointer = join(own, 'cluster')
  const inOwn = existsSync(join(own, 'data', 'PG_VERSION'))
  if (!existsSync(pointer)) {
    if (!inOwn) chmodSync(own, 0o711)
    if (reaches(user, own)) return placeIn(user, native, own)
    if (inOwn) throw new Error(`The database in ${own} is out of reach for its user "segue": make the folders above it searchable (chmod o+x)`)
    writeFileSync(pointer, randomUUID(), { mode: 0o600 })
  }
  openHome()
  const elsewhere = join(home, readFileSync(pointer, 'utf8'))
  makePassable(elsewhere)
  return placeIn(user, native, elsewhere)
}

function packageVersion(native: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))
  return version
}

/** Gives a path to the user that the database runs as. */
export function handOver(place: Place, path: string): void {
  if (place.user) chownSync(path, place.user.uid, place.user.gid)
}
