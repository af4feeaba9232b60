import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorCode } from './error-code.ts'

/** The three directories of a file store; they lie on one file system, so that a rename between them is atomic. */
export interface Directories {
  /** What is acknowledged: a file each object, at the path that its key says. */
  readonly objects: string
  /** What is being written, and what is being removed. Nothing in it matters after a crash. */
  readonly incoming: string
  /** A directory each unfinished multipart upload. */
  readonly multipart: string
  /** Directories of objects that were seen to be none of somebody's symbolic links. */
  readonly seen: Set<string>
}

const leftover_ms = 3_600_000
const seenAtMost = 10_000

/** Makes the directories of a `file://` URL where they are missing, and sweeps what a crash left behind more than an hour ago. */
export async function openDirectories(url: string): Promise<Directories> {
  const path = fileURLToPath(url)
  await mkdir(path, { recursive: true })
  const root = await realpath(path)
  const [objects, incoming, multipart] = [join(root, 'objects'), join(root, 'incoming'), join(root, 'multipart')]
  for (const directory of [objects, incoming, multipart]) await mkdir(directory, { recursive: true })
  await syncDirectory(root)
  await sweep(incoming)
  return { objects, incoming, multipart, seen: new Set() }
}

/** A fresh path for something that is being written or removed. */
export function incomingPath(directories: Directories): string {
  return join(directories.incoming, randomUUID())
}

/**
 * Where the object lies; null where one of the directories above it is a symbolic link, which this store never makes:
 * whatever somebody planted, nothing is read or written outside the root.
 */
export async function objectPath({ objects, seen }: Directories, key: string): Promise<string | null> {
  const path = join(objects, key)
  return (await staysInside(dirname(path), seen)) ? path : null
}

async function staysInside(directory: string, seen: Set<string>): Promise<boolean> {
  if (seen.has(directory)) return true
  try {
    if ((await realpath(directory)) !== directory) return false
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return staysInside(dirname(directory), seen)
    if (errorCode(error) === 'ENOTDIR') return false
    throw error
  }
  if (seen.size >= seenAtMost) seen.clear()
  seen.add(directory)
  return true
}

/** Makes a directory and its parents, each on the disk when this returns. */
export async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true })
  if (first === undefined) return
  for (let made = directory; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made))
}

/** What was linked, renamed or removed in the directory is on the disk when this returns. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Takes a whole directory out of sight in one step, then removes it; one that is gone is no error. */
export async function removeDirectory(directories: Directories, directory: string): Promise<void> {
  const doomed = incomingPath(directories)
  try {
    await rename(directory, doomed)
    await syncDirectory(dirname(directory))
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error
  }
  await rm(doomed, { recursive: true, force: true })
}

/** Removes directories that became empty, from `directory` upwards to the store's root. */
export async function pruneEmpty(directories: Directories, directory: string): Promise<void> {
  for (let empty = directory; empty.startsWith(directories.objects + sep); empty = dirname(empty)) {
    try {
      await rmdir(empty)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') continue
      return
    }
  }
}

async function sweep(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && Date.now() - found.mtimeMs > leftover_ms) await rm(path, { recursive: true, force: true })
  }
}
