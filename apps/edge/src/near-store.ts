import { LRUCache } from 'lru-cache'
import { type ObjectInfo, openObjectStore } from '@segue/object-store'
import type { MediaStore } from './media-source.ts'

export interface NearStoreOptions {
  /** A directory of this edge alone, as a `file://` URL. */
  readonly url: string
  readonly bytes: number
  /** A copy that could not be kept or removed; media are served all the same. */
  readonly onFault: (error: unknown) => void
}

type Filled = 'kept' | 'absent' | 'passed over'

/** As long as a browser keeps a segment; so long at most does a copy outlive an object that was deleted. */
const kept_ms = 86_400_000
const purge_ms = 600_000

/**
 * Keeps whole copies of a distant store's objects in a directory, those asked for most lately, up to so many bytes. Whoever misses at the
 * same moment shares one transfer; a copy counts once its length (and checksum, where the store knows it) is right. Objects never
 * change under their key, so nothing is asked again. When the directory fails, the distant store answers.
 */
export async function openNearStore(far: MediaStore, { url, bytes, onFault }: NearStoreOptions): Promise<MediaStore & AsyncDisposable> {
  const near = await openObjectStore(url, { upload_url: url, upload_secret: '' })
  const kept = new LRUCache<string, number>({
    maxSize: bytes,
    sizeCalculation: (size) => Math.max(1, size),
    ttl: kept_ms,
    dispose: (_size, key, reason) => {
      if (reason !== 'set') near.delete(key).catch(onFault)
    },
  })
  const filling = new Map<string, Promise<Filled>>()

  /** Fetches the object. A store that does not answer fails all who wait, once; a copy that can't be kept is passed over. */
  async function fill(key: string): Promise<Filled> {
    const found = await far.get(key)
    if (found === null) return 'absent'
    if (found.info.size > bytes) {
      found.body.destroy()
      return 'passed over'
    }
    const { content_type, content_encoding } = found.info
    try {
      const copy = await near.put(key, found.body, { content_type, ...(content_encoding !== null && { content_encoding }) })
      if (isWhole(copy, found.info)) {
        kept.set(key, copy.size)
        return 'kept'
      }
      await near.delete(key)
      throw new Error(`The copy of ${key} is not what the store announced`)
    } catch (error) {
      onFault(error)
      return 'passed over'
    }
  }

  function fillOnce(key: string): Promise<Filled> {
    const underWay = filling.get(key)
    if (underWay !== undefined) return underWay
    const filled = fill(key).finally(() => filling.delete(key))
    filling.set(key, filled)
    return filled
  }

  /** What an earlier run of this edge left here. */
  async function remember(): Promise<void> {
    for (const prefix of ['artists/', 'images/']) {
      for await (const { key, size, modified_at } of near.list(prefix)) {
        if (!kept.has(key)) kept.set(key, size, { ttl: Math.max(1, modified_at.getTime() + kept_ms - Date.now()) })
      }
    }
  }
  remember().catch(onFault)
  const purge = setInterval(() => kept.purgeStale(), purge_ms).unref()

  return {
    async get(key, range) {
      const known = kept.get(key) !== undefined ? await near.get(key, range) : null
      if (known !== null) return known
      const filled = await fillOnce(key)
      if (filled === 'absent') return null
      return (filled === 'kept' ? await near.get(key, range) : null) ?? far.get(key, range)
    },
    async [Symbol.asyncDispose]() {
      clearInterval(purge)
      await near[Symbol.asyncDispose]()
    },
  }
}

function isWhole(copy: ObjectInfo, announced: ObjectInfo): boolean {
  return copy.size === announced.size && (announced.checksum_sha256 === null || copy.checksum_sha256 === announced.checksum_sha256)
}
