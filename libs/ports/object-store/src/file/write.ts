import { createHash } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ObjectExists } from '../object-store.ts'
import { type Directories, incomingPath, makeDirectory, objectPath, pruneEmpty, syncDirectory } from './directories.ts'
import { errorCode } from './error-code.ts'
import { encodeTrailer } from './trailer.ts'

/** What arrived: a synced file that nobody sees yet. It is gone when disposed of, unless it was moved into its place. */
export interface Draft extends AsyncDisposable {
  readonly path: string
  readonly size: number
  /** SHA-256 of the bytes that arrived, base64. */
  readonly checksum_sha256: string
  readonly modified_at: Date
}

export interface DraftOptions {
  /** Written behind the bytes as an object's description; a part of a multipart upload has none. */
  readonly describe?: { readonly content_type: string; readonly content_encoding: string | null }
  /** Called when all bytes have come, before anything is acknowledged; what it throws discards them. */
  readonly judge?: (arrived: { readonly size: number; readonly checksum_sha256: string }) => void
  /** More bytes than this are not waited for. */
  readonly limit?: number
}

/** Streams bytes to the disk. Whatever fails — source, disk, judge — leaves nothing behind. */
export async function writeDraft(directories: Directories, body: AsyncIterable<Uint8Array>, options: DraftOptions): Promise<Draft> {
  const path = incomingPath(directories)
  const discard = () => rm(path, { force: true })
  const hash = createHash('sha256')
  let size = 0
  async function* observed() {
    for await (const chunk of body) {
      size += chunk.length
      if (size > (options.limit ?? Infinity)) break
      hash.update(chunk)
      yield chunk
    }
  }
  try {
    const file = await open(path, 'wx')
    try {
      await file.writeFile(observed())
      const checksum_sha256 = hash.digest('base64')
      options.judge?.({ size, checksum_sha256 })
      if (options.describe) await file.appendFile(encodeTrailer({ ...options.describe, checksum_sha256 }))
      await file.sync()
      const { mtime } = await file.stat()
      return { path, size, checksum_sha256, modified_at: mtime, [Symbol.asyncDispose]: discard }
    } finally {
      await file.close()
    }
  } catch (error) {
    await discard()
    throw error
  }
}

/**
 * Moves a draft to where its key says, in one step that is on the disk when this returns.
 * @throws ObjectExists when `create` met an object: of several writers exactly one wins.
 * @throws RangeError when the key runs through another object, or names a directory of others.
 */
export async function publish(directories: Directories, draft: Draft, key: string, create: boolean): Promise<void> {
  const path = await objectPath(directories, key)
  if (path === null) throw conflict(key)
  // A delete beside us may prune the directory between the two steps; then it is made again.
  for (let attempt = 1; ; attempt++) {
    try {
      await makeDirectory(dirname(path))
      await (create ? linkNew(draft.path, path, key) : rename(draft.path, path))
      return await syncDirectory(dirname(path))
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOENT' && attempt < 10) continue
      await pruneEmpty(directories, dirname(path))
      if (code === 'ENOTDIR' || code === 'EISDIR' || code === 'EEXIST') throw conflict(key)
      throw error
    }
  }
}

async function linkNew(from: string, to: string, key: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? new ObjectExists(`${key} exists`) : error
  }
}

function conflict(key: string): RangeError {
  return new RangeError(`${key} can't be an object: it is a directory of others, or one of its directories is an object`)
}
