import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { GrantVerifier } from '@segue/media-signature'
import { readByteRange } from './byte-range.ts'
import { acceptsGzip, hasEntityTag } from './conditional.ts'
import { type MediaPath, readMediaPath } from './media-path.ts'
import type { Media, MediaSource, MediaStore } from './media-source.ts'

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

const lifetimes = {
  playlist: 'max-age=20',
  segment: 'max-age=86400, immutable',
  picture: 'public, max-age=31536000, immutable',
} as const satisfies Record<MediaPath['kind'], string>

/** The same to the byte whatever was wrong, so that it tells nothing: no grant, another's, an old one, or a path that names nothing. */
const forbidden = refusal(403, 'forbidden', 'This needs a grant')
const absent = refusal(404, 'not_found', 'There is no such thing')

/** Answers a request for media. 404 only to those who might have read it: to others everything is 403, there or not. */
export async function serveMedia(context: MediaContext, { method, target, headers }: MediaRequest): Promise<MediaAnswer> {
  const path = readMediaPath(target)
  if (path === null) return forbidden
  const grant = { cookies: headers.cookie, url: context.mediaUrl + target, now: new Date() }
  if (!path.open && !context.verifier.verify(grant)) return forbidden

  const media = await context.source.find(path.key)
  if (media === null) return absent
  const ranged = headers.range !== undefined
  const coded = media.gzipped !== null && !ranged && acceptsGzip(headers['accept-encoding'])
  const etag = coded ? media.info.etag.replace(/"$/, '-gzip"') : media.info.etag
  const described = describe(path, media, coded, etag)
  if (hasEntityTag(headers['if-none-match'], etag)) return { status: 304, headers: described, body: null }

  const size = coded ? media.gzipped.length : (media.plain?.length ?? media.info.size)
  const current = headers['if-range'] === undefined || headers['if-range'] === etag
  const range = ranged && current && method === 'GET' ? readByteRange(headers.range, size) : null
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { 'content-range': `bytes */${size}`, 'cache-control': 'no-store' }, body: null }
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  const body = method === 'HEAD' ? null : await read(context, media, coded, start, end)
  if (body === undefined) return absent
  return {
    status: range === null ? 200 : 206,
    headers: { ...described, 'content-length': end - start + 1, ...(range !== null && { 'content-range': `bytes ${start}-${end}/${size}` }) },
    body,
  }
}

function describe(path: MediaPath, media: Media, coded: boolean, etag: string): Record<string, string> {
  const coding = coded ? 'gzip' : media.plain === null ? media.info.content_encoding : null
  return {
    'content-type': media.info.content_type,
    etag,
    'cache-control': lifetimes[path.kind],
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    ...(media.gzipped !== null && { vary: 'accept-encoding' }),
    ...(coding !== null && { 'content-encoding': coding }),
  }
}

/** Undefined where the object went away since it was found. */
async function read({ store }: MediaContext, media: Media, coded: boolean, start: number, end: number): Promise<Buffer | Readable | undefined> {
  const kept = coded ? media.gzipped : media.plain
  if (kept !== null) return end - start + 1 === kept.length ? kept : kept.subarray(start, end + 1)
  const found = await store.get(media.info.key, { start, end })
  if (found === null || found.info.etag !== media.info.etag) {
    found?.body.destroy()
    return undefined
  }
  return found.body
}

function refusal(status: 403 | 404, code: string, title: string): MediaAnswer {
  const body = Buffer.from(JSON.stringify({ type: `/docs/errors#${code}`, title, status, code }))
  const headers = { 'content-type': 'application/problem+json', 'content-length': body.length, 'cache-control': 'no-store' }
  return { status, headers, body }
}
