import { completeUpload, createSong, getUpload, signUploadParts, type BodyOf, type OwnSong, type ReplyOf } from '@segue/contracts'
import { ApiProblem } from './api-problem.ts'
import { checksumSha256, requireWebCrypto } from './checksum-sha256.ts'
import type { Client } from './create-client.ts'
import { inParallel } from './in-parallel.ts'
import { persistently } from './persistently.ts'
import { putBytes } from './put-bytes.ts'

/** What is known of a song before its file is read. */
export type SongFields = Omit<BodyOf<typeof createSong>, 'file'>

export interface UploadProgress {
  readonly sent_bytes: number
  readonly total_bytes: number
}

export interface UploadSong {
  readonly client: Client
  /** The fields of a new song, or the id of one whose upload was interrupted. */
  readonly song: SongFields | { readonly resume: string }
  readonly file: Blob
  /** Default: the name of the `File`. */
  readonly file_name?: string
  /** Default: the type of the `Blob`. */
  readonly content_type?: string
  readonly signal?: AbortSignal | undefined
  /** The song exists from now on: remember its id to resume after a reload. */
  readonly onCreated?: (song: OwnSong) => void
  readonly onProgress?: (progress: UploadProgress) => void
}

type Upload = ReplyOf<typeof getUpload>
type Send = (key: number, url: string, headers: Readonly<Record<string, string>>, bytes: Blob | ArrayBuffer) => Promise<void>

const SINGLE_LIMIT = 16 * 1024 * 1024
const PARTS_AT_ONCE = 3
const ROUNDS = 3

const is = (error: unknown, code: string): boolean => error instanceof ApiProblem && error.code === code

/**
 * Makes a song of a file: creates it (or takes up an interrupted upload), sends the bytes straight to the object store,
 * in parts above 16 MiB, and completes. What fails on the way is tried again with fresh URLs; what has arrived is not
 * sent twice. Resolves once the server has looked and taken the file for processing. Throws `ApiProblem`, or the
 * signal's reason. Checksums need WebCrypto, which browsers offer under https and on localhost alone.
 */
export async function uploadSong({ client, song, file, file_name, content_type, signal, onCreated, onProgress }: UploadSong): Promise<OwnSong> {
  requireWebCrypto()
  const song_id = 'resume' in song ? song.resume : await create(song)
  const sent = new Map<number, number>()
  const report = (key: number, bytes: number) => {
    sent.set(key, bytes)
    onProgress?.({ sent_bytes: [...sent.values()].reduce((sum, n) => sum + n, 0), total_bytes: file.size })
  }
  const send: Send = (key, url, headers, bytes) => putBytes({ url, headers, bytes, signal, onProgress: (n) => report(key, n) })

  for (let round = 1; ; round++) {
    try {
      const upload = await persistently(() => client.call(getUpload, { params: { song_id }, signal }), signal)
      sent.clear()
      for (const { number, size } of upload.parts) report(number, size)
      await (upload.kind === 'single' ? sendWhole(upload) : sendParts(upload))
    } catch (error) {
      // Completed before, and the answer was lost: completing again gives it.
      if (!is(error, 'no_upload')) throw error
    }
    try {
      return (await persistently(() => client.call(completeUpload, { params: { song_id }, signal }), signal)).song
    } catch (error) {
      if (round === ROUNDS || !is(error, 'upload_incomplete')) throw error
    }
  }

  async function create(fields: SongFields): Promise<string> {
    const name = file_name ?? (file instanceof File ? file.name : 'audio')
    const declared = { name, size: file.size, content_type: (content_type ?? file.type) || 'application/octet-stream' }
    const checksum = file.size > SINGLE_LIMIT ? {} : { checksum_sha256: await checksumSha256(await file.arrayBuffer()) }
    const body = { ...fields, file: { ...declared, ...checksum } }
    const idempotency_key = crypto.randomUUID()
    const created = await persistently(() => client.call(createSong, { body, idempotency_key, signal }), signal)
    onCreated?.(created.song)
    return created.song.id
  }

  async function sendWhole(declared: Upload & { kind: 'single' }): Promise<void> {
    if (declared.parts.some(({ size }) => size === file.size)) return
    let upload: Upload = declared
    await persistently(async () => {
      if (upload.kind !== 'single') return
      const { url, headers } = upload
      try {
        await send(1, url, headers, file.slice(0, file.size, ''))
      } catch (error) {
        // The store refuses a second PUT, and the first may have arrived without our hearing of it: completing will tell.
        if (is(error, 'upload_refused')) return
        upload = await client.call(getUpload, { params: { song_id }, signal }).catch(() => upload)
        throw error
      }
    }, signal)
  }

  async function sendParts({ part_size, part_count, parts }: Upload & { kind: 'multipart' }): Promise<void> {
    const sizeOf = (number: number) => Math.min(part_size, file.size - (number - 1) * part_size)
    const arrived = new Set(parts.filter(({ number, size }) => size === sizeOf(number)).map(({ number }) => number))
    const missing = Array.from({ length: part_count }, (_, index) => index + 1).filter((number) => !arrived.has(number))
    await inParallel(missing, PARTS_AT_ONCE, async (number) => {
      const bytes = await file.slice((number - 1) * part_size, number * part_size).arrayBuffer()
      const checksum_sha256 = await checksumSha256(bytes)
      await persistently(async () => {
        const { parts: [signed] } = await client.call(signUploadParts, { params: { song_id }, body: { parts: [{ number, checksum_sha256 }] }, signal })
        if (signed === undefined) throw new ApiProblem({ status: 200, code: 'unexpected_answer', title: `Part ${number} was not signed` })
        await send(number, signed.url, signed.headers, bytes)
      }, signal)
    })
  }
}
