import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import { lock } from '@segue/database/lock'
import { backUpPostgres, partsFolder, type Mark } from '@segue/native'
import { openObjectStore } from '@segue/object-store'
import { carry } from './carry.ts'
import { copyObjects, type Copied } from './copy-objects.ts'
import { forget } from './forget.ts'
import { keepsakes, layout, marksIn, partsKeepsakes } from './layout.ts'

export interface BackUpOptions {
  readonly dataDir: string
  /** The folder of back-ups. */
  readonly to: string
  /** How many copies of the databases to keep. */
  readonly keep: number
}

/**
 * Backs up the stack that runs on `dataDir`, while it goes on: the databases and their mark first, then the objects, so that none is
 * missing that a row of the mark names. Resolves once all of it is there; what is cut off is no back-up, and the next one sweeps it.
 */
export async function backUpStack({ dataDir, to, keep }: BackUpOptions): Promise<Mark & Omit<Copied, 'gone'>> {
  const environment = join(dataDir, 'environment')
  const url = existsSync(environment) ? parseEnv(readFileSync(environment, 'utf8'))['SEGUE_OBJECT_STORE_URL'] : undefined
  if (!url?.startsWith('s3:')) throw new Error(`${dataDir} holds no stack. What npm start runs is backed up as docs/operations/run.md says`)
  const parts = partsFolder(dataDir)
  const place = layout(to)
  for (const folder of [to, place.copies]) {
    mkdirSync(folder, { recursive: true, mode: 0o711 })
    // PostgreSQL writes below it, under its own name.
    chmodSync(folder, 0o711)
  }
  using _held = lock(place.lock)
  sweep(to)
  const name = new Date().toISOString().replaceAll(':', '-')
  const copy = place.copy(name)
  const mark = await backUpPostgres({ folder: join(parts, 'postgres'), archive: place.archive, to: copy, mark: name })

  await using source = await openObjectStore(url, unused)
  mkdirSync(place.objects, { recursive: true, mode: 0o700 })
  await using objects = await openObjectStore(pathToFileURL(place.objects).href, unused)
  const { gone, ...copied } = await copyObjects(source, objects)
  carry(keepsakes, dataDir, join(copy, 'installation'))
  carry(partsKeepsakes, parts, join(copy, 'parts'))
  writeFileSync(join(copy, 'mark.json.new'), JSON.stringify(mark), { flush: true })
  renameSync(join(copy, 'mark.json.new'), join(copy, 'mark.json'))
  await forget(to, keep, objects, gone, mark.at)
  return { ...mark, ...copied }
}

/** What an earlier one that was cut off left. */
function sweep(root: string): void {
  const whole = new Set(marksIn(root).map(({ name }) => name))
  const { copies, copy } = layout(root)
  for (const name of readdirSync(copies)) if (!whole.has(name)) rmSync(copy(name), { recursive: true })
}

/** Nobody uploads by way of these. */
const unused = { upload_url: 'http://127.0.0.1', upload_secret: '' }
