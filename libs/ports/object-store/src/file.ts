import { Buffer } from 'node:buffer'
import { unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { checkContentType, checkPartCount, checkTerms } from './check-terms.ts'
import { type Directories, objectPath, openDirectories, pruneEmpty, removeDirectory, syncDirectory } from './file/directories.ts'
import { errorCode } from './file/error-code.ts'
import { abortUpload, completeUpload, listUploadParts, listUploads, startUpload } from './file/multipart.ts'
import { listObjects, readHead, readObject } from './file/read.ts'
import { signedTarget, type UploadTerms } from './file/signed-target.ts'
import { describeObject } from './file/trailer.ts'
import { publish, writeDraft } from './file/write.ts'
import type { ObjectStore, ObjectStoreOptions, SignedRequest } from './object-store.ts'
import { checkKey, checkPrefix, checkUploadKey } from './object-key.ts'

/** Objects in a directory, for one machine. Several processes may open the same one. */
export async function openFileStore(url: string, options: ObjectStoreOptions): Promise<ObjectStore> {
  const directories = await openDirectories(url)

  function sign(terms: Omit<UploadTerms, 'expires'>, expires_in_s: number, headers: Record<string, string>): SignedRequest {
    checkTerms(terms)
    const expires = Math.floor(Date.now() / 1000) + expires_in_s
    const target = signedTarget({ ...terms, expires }, options.upload_secret)
    return { method: 'PUT', url: new URL(target, options.upload_url).href, headers, expires_at: new Date(expires * 1000) }
  }

  return {
    async signPut({ key, size, content_type, checksum_sha256, expires_in_s }) {
      return sign({ key, size, content_type, checksum_sha256, part: null }, expires_in_s, {
        'content-type': content_type,
        'x-amz-checksum-sha256': checksum_sha256,
        'if-none-match': '*',
      })
    },

    async startMultipart(key, content_type) {
      checkUploadKey(key)
      checkContentType(content_type)
      return startUpload(directories, key, content_type)
    },

    async signPart({ key, upload_id, part_number, size, checksum_sha256, expires_in_s }) {
      return sign({ key, size, content_type: null, checksum_sha256, part: { upload_id, part_number } }, expires_in_s, {
        'x-amz-checksum-sha256': checksum_sha256,
      })
    },

    async listParts(key, upload_id) {
      return listUploadParts(directories, key, upload_id)
    },

    async completeMultipart(key, upload_id, part_count) {
      checkUploadKey(key)
      checkPartCount(part_count)
      await completeUpload(directories, key, upload_id, part_count)
    },

    abortMultipart: (key, upload_id) => abortUpload(directories, key, upload_id),

    listMultiparts: (begun_before) => listUploads(directories, begun_before),

    async put(key, body, { content_type, content_encoding, create }) {
      checkKey(key)
      checkContentType(content_type)
      const source = body instanceof Uint8Array ? only(body) : body
      const describe = { content_type, content_encoding: content_encoding ?? null }
      await using draft = await writeDraft(directories, source, { describe })
      await publish(directories, draft, key, create ?? false)
      return describeObject(key, draft.size, { ...describe, checksum_sha256: draft.checksum_sha256 }, draft.modified_at)
    },

    async head(key) {
      checkKey(key)
      return readHead(directories, key)
    },

    async get(key, range) {
      checkKey(key)
      return readObject(directories, key, range)
    },

    async *list(prefix) {
      checkPrefix(prefix)
      yield* listObjects(directories, prefix)
    },

    async delete(key) {
      checkKey(key)
      await deleteObject(directories, key)
    },

    async deletePrefix(prefix) {
      checkPrefix(prefix)
      const path = await objectPath(directories, prefix.slice(0, -1))
      if (path === null) return
      await removeDirectory(directories, path)
      await pruneEmpty(directories, dirname(path))
    },

    async ping() {
      await using _written = await writeDraft(directories, only(Buffer.from('ping')), {})
    },

    async [Symbol.asyncDispose]() {},
  }
}

async function deleteObject(directories: Directories, key: string): Promise<void> {
  const path = await objectPath(directories, key)
  if (path === null) return
  try {
    await unlink(path)
    await syncDirectory(dirname(path))
  } catch (error) {
    const code = errorCode(error)
    // EISDIR on Linux, EPERM on macOS: a directory of keys is no object.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'EPERM') return
    throw error
  }
  await pruneEmpty(directories, dirname(path))
}

async function* only(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
