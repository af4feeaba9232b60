import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { lock } from '@segue/database/lock'
import { partsFolder, restorePostgres, startObjectStore } from '@segue/native'
import { openObjectStore } from '@segue/object-store'
import { prepareBucket } from '@segue/object-store/bucket'
import { carry } from './carry.ts'
import { copyObjects } from './copy-objects.ts'
import { keepsakes, layout, marksIn, partsKeepsakes } from './layout.ts'

export interface RestoreOptions {
  /** The folder of back-ups. */
  readonly from: string
  /** Where the installation shall be: a folder in which none has been. */
  readonly dataDir: string
  /** A mark, a time, or all that the archive has. Default: the last mark. */
  readonly upTo?: { readonly mark: string } | Date | 'latest'
  /** Another store than the one that the stack starts itself; its bucket is there. */
  readonly objectStoreUrl?: string
  readonly onProgress?: (line: string) => void
}

/**
 * Makes an installation as it was, for `npm run stack` to start: databases, then objects and keys. Broker, cache and index begin
 * empty. Rejects where an installation is; when it was cut off, remove the folder and begin again.
 */
export async function restoreStack({ from, dataDir, upTo, objectStoreUrl, onProgress = () => {} }: RestoreOptions): Promise<void> {
  const { mark, target } = choose(from, upTo)
  const place = layout(from)
  const copy = place.copy(mark.name)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  using _held = lock(join(dataDir, 'lock'))
  if (['keys', 'parts', 'parts-at', 'data'].some((name) => existsSync(join(dataDir, name)))) {
    throw new Error(`${dataDir} holds an installation: stop it and move it away, or set SEGUE_DATA_DIR to another folder`)
  }
  const parts = partsFolder(dataDir)
  onProgress(`Restoring the databases from the copy ${mark.name} …`)
  await restorePostgres({ from: copy, archive: place.archive, folder: join(parts, 'postgres'), upTo: target })
  carry(partsKeepsakes, join(copy, 'parts'), parts)
  onProgress('Restoring the objects …')
  await using store = objectStoreUrl === undefined ? await startObjectStore({ folder: join(parts, 'object-store'), onProgress }) : null
  const url = objectStoreUrl ?? store?.url ?? ''
  if (store) await prepareBucket(url, { origins: [], reader: store.reader })
  await using kept = await openObjectStore(pathToFileURL(place.objects).href, unused)
  await using objects = await openObjectStore(url, unused)
  const { copied } = await copyObjects(kept, objects)
  // Last: with keys in it, it is an installation.
  carry(keepsakes, join(copy, 'installation'), dataDir)
  onProgress(`${copied} objects are back`)
}

/** The newest copy that was made before the moment, and the moment as PostgreSQL is told it. */
function choose(from: string, upTo: RestoreOptions['upTo']) {
  const marks = marksIn(from)
  const newest = marks.at(-1)
  if (newest === undefined) throw new Error(`${from} holds no back-up that is whole`)
  if (upTo === 'latest') return { mark: newest, target: 'latest' } as const
  if (upTo instanceof Date) {
    const mark = marks.findLast(({ at }) => Date.parse(at) <= upTo.getTime())
    if (mark === undefined) throw new Error(`The oldest back-up was made at ${marks[0]?.at}, after ${upTo.toISOString()}`)
    return { mark, target: { time: upTo } } as const
  }
  const mark = upTo === undefined ? newest : marks.find(({ name }) => name === upTo.mark)
  if (mark === undefined) throw new Error(`There is no mark ${upTo?.mark}, only:\n${marks.map(({ name }) => name).join('\n')}`)
  return { mark, target: { mark: mark.name } } as const
}

const unused = { upload_url: 'http://127.0.0.1', upload_secret: '' }
