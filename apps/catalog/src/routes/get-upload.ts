import type { getUpload, ReplyOf } from '@segue/contracts'
import { NoSuchUpload, type ObjectStore } from '@segue/object-store'
import type { Call } from '@segue/service'
import type { Context } from '../context.ts'
import { ownSong } from '../queries/own-song.ts'
import { presentUpload } from '../uploads/present-upload.ts'
import { findUpload, originalKey, touchUpload, type UploadRow } from '../uploads/uploads.ts'

export const handleGetUpload =
  ({ db, store }: Context) =>
  async (call: Call<typeof getUpload>): Promise<ReplyOf<typeof getUpload>> => {
    const song = await ownSong(db, call)
    const found = await findUpload(db, song)
    const upload = found && found.kind !== 'form' ? await touchUpload(db, found) : undefined
    if (upload === undefined) throw call.refuse('no_upload')
    const { file_name, size, content_type, checksum_sha256 } = upload
    const file = { name: file_name, size, content_type, ...(checksum_sha256 === null ? {} : { checksum_sha256 }) }
    return { ...(await presentUpload(store, upload)), file, parts: await arrivedParts(store, upload) }
  }

/** A single upload has one part, the whole file: who lost the answer to its PUT need not send it again. */
async function arrivedParts(store: ObjectStore, { kind, upload_id, store_upload_id }: UploadRow): Promise<{ number: number; size: number }[]> {
  if (kind === 'single') {
    const whole = await store.head(originalKey(upload_id))
    return whole === null ? [] : [{ number: 1, size: whole.size }]
  }
  if (store_upload_id === null) return []
  try {
    const parts = await store.listParts(originalKey(upload_id), store_upload_id)
    return parts.map(({ part_number, size }) => ({ number: part_number, size }))
  } catch (error) {
    if (error instanceof NoSuchUpload) return []
    throw error
  }
}
