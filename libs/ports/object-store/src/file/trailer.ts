import { Buffer } from 'node:buffer'
import type { ObjectInfo } from '../object-store.ts'

/** What is kept with an object. */
export interface Description {
  readonly content_type: string
  readonly content_encoding: string | null
  /** SHA-256 of the object's bytes, base64. */
  readonly checksum_sha256: string
}

const mark = 'SGO1'

/**
 * The description as it stands behind the object's bytes, in the same file: one rename publishes both, so no reader can meet
 * the bytes of one version with the type of another. Layout: JSON · its length (uint32, big-endian) · `SGO1`.
 */
export function encodeTrailer(description: Description): Buffer {
  const json = Buffer.from(JSON.stringify(description))
  const end = Buffer.alloc(8)
  end.writeUInt32BE(json.length)
  end.write(mark, 4)
  return Buffer.concat([json, end])
}

/** How many of a file's last bytes surely hold the whole trailer. */
export const tailBytes = 1024

/** Who the object is, from the last bytes of its file. @throws Error when the file was not written by this store. */
export function decodeInfo(key: string, tail: Buffer, file: { readonly size: number; readonly mtime: Date }): ObjectInfo {
  const jsonEnd = tail.length - 8
  const jsonStart = jsonEnd < 0 ? -1 : jsonEnd - tail.readUInt32BE(jsonEnd)
  if (jsonStart < 0 || tail.toString('latin1', jsonEnd + 4) !== mark) throw new Error(`${key} was not written by this store`)
  return describeObject(key, file.size - (tail.length - jsonStart), JSON.parse(tail.toString('utf8', jsonStart, jsonEnd)), file.mtime)
}

/** An object's public description; its entity tag is its checksum, so equal bytes have equal tags on every machine. */
export function describeObject(key: string, size: number, description: Description, modified_at: Date): ObjectInfo {
  const { content_type, content_encoding, checksum_sha256 } = description
  return { key, size, content_type, content_encoding, checksum_sha256, etag: `"${checksum_sha256.replace(/=+$/, '')}"`, modified_at }
}
