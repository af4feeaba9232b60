import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { GrantVerifier } from '@segue/media-signature'
import { type ByteRange, readByteRange } from './byte-range.ts'
import { acceptsGzip, hasEntityTag } from './conditional.ts'
import { readMediaPath } from './media-path.ts'
import type { Media, MediaSource, MediaStore, Representation } from './media-source.ts'

export interface MediaRequest {
  readonly method: string
  /** Path and query as they came, before anything decoded them. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
}

export interface MediaAnswer {
  readonly status: 200 | 206 | 304 | 403 | 404 | 416
  readonly headers: Readonly<Record<string, string | number>>
  readonly body: Buffer | Readable | null
}

export interface MediaContext {
  readonly store: MediaStore
  readonly source: MediaSource
  readonly verifier: GrantVerifier
  /** The edge's address as grants name it, without a slash at the end. */
  readonly mediaUrl: string
}

/** The same to the byte whatever was wrong, so that it tells nothing: no grant, another's, an old one, or a path that names nothing. */
const forbidden = refusal(403, 'forbidden', 'This needs a grant')
const absent = refusal(404, 'not_found', 'There is no such thing')

/** Answers a request for media. 404 only to those who might have read it: to others everything is 403, there or not. */
export async function serveMedia(context: MediaContext, { method, target, headers }: MediaRequest): Promise<MediaAnswer> {
  const path = readMediaPath(target)
  if (path === null) return forbidden
  const grant = { cookies: headers.cookie, url: context.mediaUrl + target, now: new Date() }
  if (!path.open && !context.verifier.verify(grant)) return forbidden

  const media = await context.source.find(path)
  if (media === null) return absent
  // A part of a coded form would be of no use to a player that seeks.
  const takesGzip = headers.range === undefined && acceptsGzip(headers['accept-encoding'])
  const form = (takesGzip ? media.gzipped : null) ?? media.plain
  if (hasEntityTag(headers['if-none-match'], form.etag)) return { status: 304, headers: form.headers, body: null }

  const range = method === 'GET' ? rangeOf(headers, form) : null
  if (range === 'unsatisfiable') {
    const unsatisfied = { 'content-range': `bytes */${form.size}`, 'content-length': 0, 'cache-control': 'no-store' }
    return { status: 416, headers: unsatisfied, body: null }
  }
  const body = method === 'HEAD' ? null : await read(context.store, media, form, range)
  if (body === undefined) return absent
  if (range === null) return { status: 200, headers: { ...form.headers, 'content-length': form.size }, body }
  const { start, end } = range
  const partial = { 'content-length': end - start + 1, 'content-range': `bytes ${start}-${end}/${form.size}` }
  return { status: 206, headers: { ...form.headers, ...partial }, body }
}

/** A range counts only for the version that the client has part of (RFC 9110 § 13.1.5). */
function rangeOf({ range, 'if-range': if_range }: IncomingHttpHeaders, { etag, size }: Representation): ByteRange | 'unsatisfiable' | null {
  return range === undefined || (if_range !== undefined && if_range !== etag) ? null : readByteRange(range, size)
}

/** Undefined where the object went away since it was found. */
async function read(store: MediaStore, { info }: Media, form: Representation, range: ByteRange | null): Promise<Buffer | Readable | undefined> {
  const { bytes } = form
  if (bytes !== null) return range === null ? bytes : bytes.subarray(range.start, range.end + 1)
  const found = await store.get(info.key, range ?? undefined)
  if (found !== null && found.info.etag === info.etag) return found.body
  found?.body.destroy()
  return undefined
}

function refusal(status: 403 | 404, code: string, title: string): MediaAnswer {
  const body = Buffer.from(JSON.stringify({ type: `/docs/errors#${code}`, title, status, code }))
  const headers = { 'content-type': 'application/problem+json', 'content-length': body.length, 'cache-control': 'no-store' }
  return { status, headers, body }
}
