import { NoSuchUpload, UploadIncomplete, type ObjectStore } from '@segue/object-store'
import { sizeOfPart } from '../rules/plan-upload.ts'
import { originalKey, type UploadRow } from './uploads.ts'

/** What stands in the way of an original that is as declared; null when nothing does. */
export type Shortcoming = { readonly detail: string; readonly restart?: true } | null

/**
 * Looks for itself whether the bytes are as declared, and joins the parts of a multipart upload. Wrong bytes are deleted,
 * so that they can be sent again. Safe to repeat, also after a crash between any two steps. `restart` says that the
 * store's multipart upload is spent.
 */
export async function gatherUpload(store: ObjectStore, upload: UploadRow): Promise<Shortcoming> {
  const key = originalKey(upload.upload_id)
  if ((await store.head(key)) === null && upload.kind === 'multipart') {
    const missing = await joinParts(store, upload)
    if (missing !== null) return missing
  }
  const original = await store.head(key)
  if (original === null) return { detail: 'The file has not arrived' }

  const { size, content_type, checksum_sha256 } = original
  const wrong =
    size !== upload.size
      ? `${size} bytes arrived, ${upload.size} were declared`
      : content_type !== upload.content_type
        ? `The file arrived as ${content_type}, ${upload.content_type} was declared`
        : upload.checksum_sha256 !== null && checksum_sha256 !== null && checksum_sha256 !== upload.checksum_sha256
          ? 'The SHA-256 of what arrived is not the one that was declared'
          : null
  if (wrong === null) return null
  await store.delete(key)
  return { detail: wrong, restart: true }
}

async function joinParts(store: ObjectStore, upload: UploadRow): Promise<Shortcoming> {
  const { upload_id, store_upload_id, size, part_size, part_count } = upload
  if (store_upload_id === null || part_size === null || part_count === null) return { detail: 'No part has arrived' }
  const key = originalKey(upload_id)
  try {
    const arrived = new Map((await store.listParts(key, store_upload_id)).map((part) => [part.part_number, part.size]))
    const numbers = Array.from({ length: part_count }, (_, index) => index + 1)
    const wrong = numbers.filter((number) => arrived.get(number) !== sizeOfPart({ size, part_size }, number))
    if (wrong.length > 0) return { detail: `${wrong.length} of ${part_count} parts are missing or wrong, the first is number ${wrong[0]}` }
    await store.completeMultipart(key, store_upload_id, part_count)
    return null
  } catch (error) {
    if (error instanceof UploadIncomplete) return { detail: error.message }
    if (error instanceof NoSuchUpload) return { detail: 'The parts are gone', restart: true }
    throw error
  }
}
