import { gunzip, gzip } from 'node:zlib'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { LRUCache } from 'lru-cache'
import type { ObjectInfo, ObjectStore } from '@segue/object-store'

/** Where media comes from: the object store itself, or a copy of it nearby. */
export type MediaStore = Pick<ObjectStore, 'get'>

export interface Media {
  readonly info: ObjectInfo
  /** The bytes as they are, without any content coding; null where the object is too large to be kept, and is streamed. */
  readonly plain: Buffer | null
  /** The same gzipped, where that is worth it: playlists and waveforms are text. */
  readonly gzipped: Buffer | null
}

export interface MediaSource {
  /** Null when there is no such object. */
  find(key: string): Promise<Media | null>
}

/** Larger objects are streamed: a segment of six seconds at 320 kbps has 245 KB. */
const keptBytes = 1024 * 1024
/** What an object that is stored gzipped may grow to. */
const unpackedBytes = 16 * 1024 * 1024
/** How long an object that was deleted may still be served from memory; those who could ask for it hold a grant that lives longer. */
const kept_ms = 30_000

/** Media by key, those asked for most from memory. Whoever misses at the same moment shares one read. */
export function openMediaSource(store: MediaStore, memoryBytes: number): MediaSource {
  const load = async (key: string): Promise<Media | undefined> => {
    const found = await store.get(key)
    if (found === null) return undefined
    if (found.info.size > keptBytes) {
      found.body.destroy()
      return { info: found.info, plain: null, gzipped: null }
    }
    return decoded(found.info, await buffer(found.body))
  }
  const cache = new LRUCache<string, Media>({
    maxSize: Math.max(1, memoryBytes),
    sizeCalculation: ({ plain, gzipped }) => 1_000 + (plain?.length ?? 0) + (gzipped?.length ?? 0),
    ttl: kept_ms,
    fetchMethod: load,
    // A store out of reach silences nobody who listens to what is here.
    allowStaleOnFetchRejection: true,
  })
  return { find: async (key) => (await cache.fetch(key)) ?? null }
}

async function decoded(info: ObjectInfo, bytes: Buffer): Promise<Media> {
  const stored = info.content_encoding === 'gzip'
  const text = /\.(m3u8|json)$/.test(info.key)
  return {
    info,
    plain: stored ? await promisify(gunzip)(bytes, { maxOutputLength: unpackedBytes }) : bytes,
    gzipped: stored ? bytes : text ? await promisify(gzip)(bytes) : null,
  }
}
