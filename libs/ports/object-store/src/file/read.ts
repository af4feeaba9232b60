import { Buffer } from 'node:buffer'
import { constants } from 'node:fs'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { ObjectInfo } from '../index.ts'
import { type Directories, objectPath } from './directories.ts'
import { errorCode } from './error-code.ts'
import { decodeInfo, readInfo } from './trailer.ts'

/** Up to this size an object is read in one go: a media segment costs four system calls and no stream of its own. */
const oneReadBytes = 512 * 1024

/** What the store knows of an object; null when there is none. */
export async function readHead(directories: Directories, key: string): Promise<ObjectInfo | null> {
  const file = await openObject(directories, key)
  if (file === null) return null
  try {
    return await readInfo(key, file)
  } finally {
    await file.close()
  }
}

/** Description and bytes of one and the same version, whatever is written meanwhile: both come from one open file. */
export async function readObject(
  directories: Directories,
  key: string,
  range?: { readonly start: number; readonly end: number },
): Promise<{ readonly info: ObjectInfo; readonly body: Readable } | null> {
  const file = await openObject(directories, key)
  if (file === null) return null
  let streaming = false
  try {
    const stat = await file.stat()
    if (!stat.isFile()) return null
    if (stat.size <= oneReadBytes) {
      const bytes = Buffer.allocUnsafe(stat.size)
      const { bytesRead } = await file.read(bytes, 0, stat.size, 0)
      const info = decodeInfo(key, bytes.subarray(0, bytesRead), stat)
      const { start, end } = resolveRange(info, range)
      return { info, body: Readable.from([bytes.subarray(start, end + 1)], { objectMode: false }) }
    }
    const info = await readInfo(key, file)
    if (info === null) return null
    const { start, end } = resolveRange(info, range)
    streaming = true
    return { info, body: file.createReadStream({ start, end }) }
  } finally {
    if (!streaming) await file.close()
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
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [`${entry.name}/`] : entry.isFile() ? [entry.name] : [])).toSorted(byBytes)
  for (const name of names) {
    if (name.endsWith('/')) {
      yield* listObjects(directories, prefix + name)
      continue
    }
    const info = await readHead(directories, prefix + name)
    if (info !== null) yield info
  }
}

async function openObject(directories: Directories, key: string): Promise<FileHandle | null> {
  const path = await objectPath(directories, key)
  if (path === null) return null
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return null
    throw error
  }
}

function resolveRange(info: ObjectInfo, range: { readonly start: number; readonly end: number } | undefined): { start: number; end: number } {
  if (range === undefined) return { start: 0, end: info.size - 1 }
  const { start, end } = range
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start || start >= info.size)
    throw new RangeError(`Bytes ${start}–${end} are not in an object of ${info.size}`)
  return { start, end: Math.min(end, info.size - 1) }
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
