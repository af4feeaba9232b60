import type { ObjectStore } from '@segue/object-store'
import { originalKey, type UploadRow } from './uploads.ts'

/** Erases what arrived of an upload. Safe to repeat. */
export async function eraseUpload(store: ObjectStore, upload: Pick<UploadRow, 'upload_id' | 'store_upload_id'>): Promise<void> {
  const { upload_id, store_upload_id } = upload
  if (store_upload_id !== null) await store.abortMultipart(originalKey(upload_id), store_upload_id)
  await store.delete(originalKey(upload_id))
}
