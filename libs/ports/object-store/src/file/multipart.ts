import { randomUUIDv7 } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { NoSuchUpload, ObjectExists, UploadIncomplete } from '../object-store.ts'
import { type Directories, incomingPath, removeDirectory, syncDirectory } from './directories.ts'
import { errorCode } from './error-code.ts'
import { readHead } from './read.ts'
import { type Draft, publish, writeDraft } from './write.ts'

interface Upload {
  readonly key: string
  readonly content_type: string
  readonly begun_at: string
}

const uploadId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

export async function startUpload(directories: Directories, key: string, content_type: string): Promise<string> {
  const id = randomUUIDv7()
  const upload: Upload = { key, content_type, begun_at: new Date().toISOString() }
  const draft = incomingPath(directories)
  await mkdir(draft)
  const file = await open(join(draft, 'upload.json'), 'wx')
  try {
    await file.writeFile(JSON.stringify(upload))
    await file.sync()
  } finally {
    await file.close()
  }
  await syncDirectory(draft)
  await rename(draft, join(directories.multipart, id))
  await syncDirectory(directories.multipart)
  return id
}

/** Puts a part in its place, in that of an earlier one with the same number too. */
export async function placePart(directories: Directories, upload_id: string, part_number: number, draft: Draft): Promise<void> {
  const directory = uploadDirectory(directories, upload_id)
  try {
    await rename(draft.path, join(directory, `${part_number}.part`))
    await syncDirectory(directory)
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? new NoSuchUpload('The upload was completed or aborted') : error
  }
}

/** The upload as it was begun. @throws NoSuchUpload */
export async function findUpload(directories: Directories, key: string, upload_id: string): Promise<Upload> {
  const upload = await readUpload(uploadDirectory(directories, upload_id))
  if (upload?.key !== key) throw new NoSuchUpload(`No upload ${upload_id} of ${key}`)
  return upload
}

export async function listUploadParts(directories: Directories, key: string, upload_id: string) {
  await findUpload(directories, key, upload_id)
  const directory = uploadDirectory(directories, upload_id)
  const parts: { part_number: number; size: number }[] = []
  for (const name of await readdir(directory)) {
    if (name.endsWith('.part')) parts.push({ part_number: Number.parseInt(name, 10), size: (await stat(join(directory, name))).size })
  }
  return parts.toSorted((a, b) => a.part_number - b.part_number)
}

/** Joins the parts. Never replaces: where two complete at once, or one completes again, the first object stays as it was verified. */
export async function completeUpload(directories: Directories, key: string, upload_id: string, part_count: number): Promise<void> {
  try {
    const upload = await findUpload(directories, key, upload_id)
    const numbers = new Set((await listUploadParts(directories, key, upload_id)).map((part) => part.part_number))
    for (let number = 1; number <= part_count; number++) {
      if (!numbers.has(number)) throw new UploadIncomplete(`Part ${number} of ${part_count} is missing`)
    }
    await using draft = await writeDraft(directories, joined(uploadDirectory(directories, upload_id), part_count), {
      describe: { content_type: upload.content_type, content_encoding: null },
    })
    await publish(directories, draft, key, true)
  } catch (error) {
    const over = error instanceof ObjectExists || error instanceof NoSuchUpload || errorCode(error) === 'ENOENT'
    if (!over || (await readHead(directories, key)) === null) throw error
  }
  await removeDirectory(directories, uploadDirectory(directories, upload_id))
}

export async function abortUpload(directories: Directories, key: string, upload_id: string): Promise<void> {
  const directory = uploadDirectory(directories, upload_id)
  if ((await readUpload(directory))?.key === key) await removeDirectory(directories, directory)
}

export async function listUploads(directories: Directories, begun_before: Date) {
  const found: { key: string; upload_id: string }[] = []
  for (const upload_id of (await readdir(directories.multipart)).toSorted()) {
    const upload = await readUpload(join(directories.multipart, upload_id))
    if (upload !== null && new Date(upload.begun_at) < begun_before) found.push({ key: upload.key, upload_id })
  }
  return found
}

function uploadDirectory(directories: Directories, upload_id: string): string {
  if (!uploadId.test(upload_id)) throw new NoSuchUpload('No such upload')
  return join(directories.multipart, upload_id)
}

async function readUpload(directory: string): Promise<Upload | null> {
  try {
    return JSON.parse(await readFile(join(directory, 'upload.json'), 'utf8'))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

async function* joined(directory: string, part_count: number): AsyncIterable<Uint8Array> {
  for (let number = 1; number <= part_count; number++) {
    yield* createReadStream(join(directory, `${number}.part`), { highWaterMark: 1024 * 1024 })
  }
}
