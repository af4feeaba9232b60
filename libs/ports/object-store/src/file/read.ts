import { Buffer } from 'node:buffer'
import { closeSync, constants, createReadStream, fstatSync, open, read, type Stats } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import type { ObjectInfo } from '../object-store.ts'
import { type Directories, objectPath } from './directories.ts'
import { errorCode } from './error-code.ts'
import { decodeInfo, tailBytes } from './trailer.ts'

interface OpenObject {
  readonly fd: number
  readonly stat: Stats
}

export interface Range {
  readonly start: number
  readonly end: number
}

/** Up to this size an object is read in one go: a media segment needs no stream of its own. */
const oneReadBytes = 512 * 1024

/** What the store knows of an object; null when there is none. */
export async function readHead(directories: Directories, key: string): Promise<ObjectInfo | null> {
  const file = await openObject(directories, key)
  if (file === null) return null
  try {
    return await readInfo(key, file)
  } finally {
    closeSync(file.fd)
  }
}

/** Description and bytes of one and the same version, whatever is written meanwhile: both come from one open file. */
export async function readObject(
  directories: Directories,
  key: string,
  range?: Range,
): Promise<{ readonly info: ObjectInfo; readonly body: Readable } | null> {
  const file = await openObject(directories, key)
  if (file === null) return null
  let streaming = false
  try {
    if (file.stat.size <= oneReadBytes) {
      const bytes = await readAt(file, 0, file.stat.size)
      const info = decodeInfo(key, bytes, file.stat)
      const { start, end } = resolveRange(info, range)
      return { info, body: Readable.from([bytes.subarray(start, end + 1)], { objectMode: false }) }
    }
    const info = await readInfo(key, file)
    const { start, end } = resolveRange(info, range)
    streaming = true
    return { info, body: createReadStream('', { fd: file.fd, start, end }) }
  } finally {
    if (!streaming) closeSync(file.fd)
  }
}

/** Objects under a directory, in the order of their keys (by bytes, as S3 has it). */
export async function* listObjects(directories: Directories, prefix: string): AsyncIterable<ObjectInfo> {
  const path = await objectPath(directories, `${prefix}-`)
  if (path === null) return
  const entries = await readdir(dirname(path), { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return []
    throw error
  })
  // A directory sorts as `name/`: `a-b` stands before `a/c`, and `a.b` after it.
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [`${entry.name}/`] : entry.isFile() ? [entry.name] : []))
  for (const name of names.toSorted(byBytes)) {
    if (name.endsWith('/')) {
      yield* listObjects(directories, prefix + name)
      continue
    }
    const info = await readHead(directories, prefix + name)
    if (info !== null) yield info
  }
}

/** Opening and reading may wait for the disk, so they leave the event loop; asking an open file for its size, and closing it, don't. */
async function openObject(directories: Directories, key: string): Promise<OpenObject | null> {
  const path = await objectPath(directories, key)
  if (path === null) return null
  try {
    const fd = await promisify(open)(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    const stat = fstatSync(fd)
    if (stat.isFile()) return { fd, stat }
    closeSync(fd)
    return null
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return null
    throw error
  }
}

async function readInfo(key: string, file: OpenObject): Promise<ObjectInfo> {
  const length = Math.min(tailBytes, file.stat.size)
  return decodeInfo(key, await readAt(file, file.stat.size - length, length), file.stat)
}

async function readAt({ fd }: OpenObject, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await promisify(read)(fd, Buffer.allocUnsafe(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function resolveRange(info: ObjectInfo, range: Range | undefined): Range {
  if (range === undefined) return { start: 0, end: info.size - 1 }
  const { start, end } = range
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start || start >= info.size)
    throw new RangeError(`Bytes ${start}–${end} are not in an object of ${info.size}`)
  return { start, end: Math.min(end, info.size - 1) }
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
