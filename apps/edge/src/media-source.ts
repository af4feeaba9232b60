import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { Counter, metrics } from '@segue/service'
import type { ObjectInfo, ObjectStore } from '@segue/object-store'
import { collect } from './collect.ts'
import type { MediaPath } from './media-path.ts'

/** Where media comes from: the object store itself, or a copy of it nearby. */
export type MediaStore = Pick<ObjectStore, 'get'>

/** One of the forms that an object can be sent in. */
export interface Representation {
  readonly size: number
  /** Null where the object is too large to be kept, and is streamed. */
  readonly bytes: Buffer | null
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Media {
  readonly info: ObjectInfo
  readonly plain: Representation
  /** For text (playlists and waveforms) where the client takes it. */
  readonly gzipped: Representation | null
}

export interface MediaSource {
  /** Null when there is no such object. */
  find(path: MediaPath): Promise<Media | null>
}

/** Larger objects are streamed: a segment of six seconds at 320 kbps has 245 KB. */
const keptBytes = 1024 * 1024
/** What an object that is stored gzipped may grow to. */
const unpackedBytes = 16 * 1024 * 1024

const lifetimes = {
  playlist: 'max-age=20',
  segment: 'max-age=86400, immutable',
  picture: 'public, max-age=31536000, immutable',
} as const satisfies Record<MediaPath['kind'], string>

const lookups = new Counter<'in'>({
  name: 'media_lookups_total',
  help: 'Where media were found: in memory, or in the store',
  labelNames: ['in'],
  registers: [metrics],
})

export interface MediaSourceOptions {
  /** Memory for media. */
  readonly bytes: number
  /** How long an object that was deleted may still be served; those who could ask for it hold a grant that lives longer. */
  readonly kept_ms?: number
}

/**
 * Media by key, those asked for most from memory. Whoever misses at the same moment shares one read. A store out of reach silences nobody
 * who listens to what is here; without a copy its failure is thrown.
 */
export function openMediaSource(store: MediaStore, { bytes, kept_ms = 30_000 }: MediaSourceOptions): MediaSource {
  const cache = new LRUCache<string, Media, MediaPath>({
    maxSize: Math.max(1, bytes),
    sizeCalculation: ({ plain, gzipped }) => 2_000 + (plain.bytes?.length ?? 0) + (gzipped?.bytes?.length ?? 0),
    ttl: kept_ms,
    noDeleteOnStaleGet: true,
    noDeleteOnFetchRejection: true,
    fetchMethod: (_key, _stale, { context }) => load(store, context),
  })
  return {
    async find(path) {
      const kept = cache.get(path.key)
      lookups.inc({ in: kept === undefined ? 'store' : 'memory' })
      if (kept !== undefined) return kept
      const stale = cache.peek(path.key, { allowStale: true })
      try {
        return (await cache.fetch(path.key, { context: path })) ?? null
      } catch (error) {
        if (stale !== undefined) return stale
        throw error
      }
    },
  }
}

async function load(store: MediaStore, { key, kind }: MediaPath): Promise<Media | undefined> {
  const found = await store.get(key)
  if (found === null) return undefined
  const { info, body } = found
  const headers = {
    'content-type': info.content_type,
    'cache-control': lifetimes[kind],
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  }
  if (info.size > keptBytes) {
    body.destroy()
    const coding = info.content_encoding === null ? {} : { 'content-encoding': info.content_encoding }
    const plain = { size: info.size, bytes: null, etag: info.etag, headers: { ...headers, ...coding, etag: info.etag } }
    return { info, plain, gzipped: null }
  }
  const { plain, gzipped } = await codings(info, await collect(body))
  const vary = gzipped === null ? {} : { vary: 'accept-encoding' }
  const represent = (bytes: Buffer, etag: string, coding: Record<string, string>) => ({
    size: bytes.length,
    bytes,
    etag,
    headers: { ...headers, ...vary, ...coding, etag },
  })
  return {
    info,
    plain: represent(plain, info.etag, {}),
    gzipped: gzipped && represent(gzipped, info.etag.replace(/"$/, '-gzip"'), { 'content-encoding': 'gzip' }),
  }
}

async function codings({ key, content_encoding }: ObjectInfo, bytes: Buffer): Promise<{ plain: Buffer; gzipped: Buffer | null }> {
  if (content_encoding === 'gzip') return { plain: await promisify(gunzip)(bytes, { maxOutputLength: unpackedBytes }), gzipped: bytes }
  return { plain: bytes, gzipped: /\.(m3u8|json)$/.test(key) ? await promisify(gzip)(bytes) : null }
}
