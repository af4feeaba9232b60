import type { Readable } from 'node:stream'

/** What a listing knows of an object. */
export interface ListedObject {
  readonly key: string
  readonly size: number
  /** Strong entity tag, quoted (RFC 9110 § 8.8.3). */
  readonly etag: string
  readonly modified_at: Date
}

export interface ObjectInfo extends ListedObject {
  readonly content_type: string
  readonly content_encoding: string | null
  /** SHA-256 of the whole object, base64; null where the store does not know it (an object sent in parts). */
  readonly checksum_sha256: string | null
}

/** What a client must send, to the letter. `content-length` is signed too; every HTTP client sends it by itself. */
export interface SignedRequest {
  readonly method: 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly expires_at: Date
}

export interface SignedPut {
  readonly key: string
  readonly size: number
  readonly content_type: string
  readonly checksum_sha256: string
  readonly expires_in_s: number
}

export interface SignedPart {
  readonly key: string
  readonly upload_id: string
  readonly part_number: number
  readonly size: number
  readonly checksum_sha256: string
  readonly expires_in_s: number
}

export interface PutOptions {
  readonly content_type: string
  readonly content_encoding?: string
}

/**
 * A key is 1–255 characters of `A–Z a–z 0–9 . _ -` in each segment, segments joined by `/`, none of them `.` or `..`, 1,024 in all;
 * anything else is a RangeError. A key must not be an object and a directory of others at once. Signed uploads go under `uploads/`.
 * A store that does not answer is an error within seconds, and its `cause` says why; what can never get better is `Misconfigured`.
 */
export interface ObjectStore extends AsyncDisposable {
  /** A signed URL for one PUT that creates `key`; the store refuses another size, type, checksum, and a second write. */
  signPut(put: SignedPut): Promise<SignedRequest>

  /** Opens a multipart upload and returns the store's id of it. */
  startMultipart(key: string, content_type: string): Promise<string>
  /** A part may be sent again until the upload completes; the last one counts. */
  signPart(part: SignedPart): Promise<SignedRequest>
  /** In the order of their numbers. Rejects with `NoSuchUpload` once the upload is completed or aborted. */
  listParts(key: string, upload_id: string): Promise<readonly { readonly part_number: number; readonly size: number }[]>
  /**
   * Joins parts 1…n into the object and never replaces one. Completing what is complete is no error. Rejects with `UploadIncomplete`
   * while a part is missing, with `NoSuchUpload` where there is neither upload nor object.
   */
  completeMultipart(key: string, upload_id: string, part_count: number): Promise<void>
  /** Frees the parts. Aborting what is gone is no error. */
  abortMultipart(key: string, upload_id: string): Promise<void>
  /** Multipart uploads begun before the time and neither completed nor aborted, for the sweeper. */
  listMultiparts(begun_before: Date): Promise<readonly { readonly key: string; readonly upload_id: string }[]>

  /** Writes or replaces; a reader sees the old object or the new one, never a part. `create: true` refuses to replace (`ObjectExists`). */
  put(key: string, body: Readable | Uint8Array, options: PutOptions & { readonly create?: boolean }): Promise<ObjectInfo>
  head(key: string): Promise<ObjectInfo | null>
  /** Bytes `start`…`end` inclusive (`end` may lie past the last one; `start` may not: RangeError), or all; null when there is no object. */
  get(key: string, range?: { readonly start: number; readonly end: number }): Promise<{ readonly info: ObjectInfo; readonly body: Readable } | null>
  /** In the order of keys. `prefix` is a directory and ends in `/`. */
  list(prefix: string): AsyncIterable<ListedObject>
  /** Deleting what is gone is no error. */
  delete(key: string): Promise<void>
  /** Deletes everything under a directory; `prefix` ends in `/`. */
  deletePrefix(prefix: string): Promise<void>

  /** Rejects when the store can't be reached or written. */
  ping(): Promise<void>
}

/** `put` with `create: true` met an object. */
export class ObjectExists extends Error {
  override readonly name = 'ObjectExists'
}

/** The multipart upload was completed or aborted, or never begun. */
export class NoSuchUpload extends Error {
  override readonly name = 'NoSuchUpload'
}

/** `completeMultipart` met a missing part; nothing changed, and the part can still be sent. */
export class UploadIncomplete extends Error {
  override readonly name = 'UploadIncomplete'
}

export interface ObjectStoreOptions {
  /** Where clients send signed uploads of a `file:` store: the media edge's public address. Other stores have their own. */
  readonly upload_url: string
  /** Secret that signs the uploads of a `file:` store, shared with the edge that receives them. */
  readonly upload_secret: string
}
