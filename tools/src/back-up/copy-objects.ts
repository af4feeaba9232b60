import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'
import type { ListedObject, ObjectStore } from '@segue/object-store'

/** Everything that Segue keeps lies below these. */
const prefixes = ['uploads/', 'artists/', 'images/']
const at_once = 8

export interface Copied {
  readonly copied: number
  readonly copied_bytes: number
  /** What was there already, of the same size and not older. */
  readonly left: number
  /** Keys of objects that only the destination has. */
  readonly gone: readonly string[]
}

/**
 * Brings to one store what another has; deletes nothing. Each object's SHA-256 is taken of the bytes that pass and compared with what
 * either store knows of it: a difference rejects, and such a copy is not left behind. What is deleted meanwhile is passed over. Safe
 * to repeat: it goes on where it was cut off.
 */
export async function copyObjects(from: ObjectStore, to: ObjectStore): Promise<Copied> {
  const there = new Map<string, ListedObject>()
  for await (const object of listAll(to)) there.set(object.key, object)
  let [copied, copied_bytes, left] = [0, 0, 0]
  const objects = listAll(from)
  const work = async () => {
    for (let next = await objects.next(); !next.done; next = await objects.next()) {
      const object = next.value
      const present = there.get(object.key)
      there.delete(object.key)
      if (present?.size === object.size && present.modified_at >= object.modified_at) left++
      else if (await copyObject(from, to, object.key)) {
        copied++
        copied_bytes += object.size
      }
    }
  }
  const done = await Promise.allSettled(Array.from({ length: at_once }, work))
  for (const result of done) if (result.status === 'rejected') throw result.reason
  return { copied, copied_bytes, left, gone: [...there.keys()] }
}

async function* listAll(store: ObjectStore): AsyncGenerator<ListedObject> {
  for (const prefix of prefixes) yield* store.list(prefix)
}

/** False for one that is gone. */
async function copyObject(from: ObjectStore, to: ObjectStore, key: string): Promise<boolean> {
  const found = await from.get(key)
  if (found === null) return false
  const { info, body } = found
  const hash = createHash('sha256')
  const passing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  body.on('error', (error) => passing.destroy(error))
  const { content_type, content_encoding } = info
  const written = await to.put(key, body.pipe(passing), { content_type, ...(content_encoding !== null && { content_encoding }) })
  const passed = hash.digest('base64')
  const arrived = written.checksum_sha256 ?? (await checksumOf(to, key))
  if (passed === (info.checksum_sha256 ?? passed) && passed === arrived && written.size === info.size) return true
  await to.delete(key)
  throw new Error(`${key} is not what its checksum says: the object or its copy is damaged`)
}

/** Read back where the store does not know it. */
async function checksumOf(store: ObjectStore, key: string): Promise<string | null> {
  const found = await store.get(key)
  if (found === null) return null
  const hash = createHash('sha256')
  for await (const chunk of found.body) hash.update(chunk)
  return hash.digest('base64')
}
