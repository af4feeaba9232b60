import type { ObjectStore } from '@segue/object-store'
import { sql, type Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { originalKey, type UploadRow } from './uploads.ts'

/** The store's id of a multipart upload, which begins there when its first part is asked for; null once it is not open. */
export async function openMultipart(db: Kysely<Tables>, store: ObjectStore, upload: UploadRow): Promise<string | null> {
  if (upload.store_upload_id !== null) return upload.store_upload_id
  const { artist_id, upload_id, content_type } = upload
  const key = originalKey(upload_id)
  const begun = await store.startMultipart(key, content_type)
  const row = await db
    .updateTable('uploads')
    .set({ store_upload_id: sql`coalesce(store_upload_id, ${begun})` })
    .where('artist_id', '=', artist_id)
    .where('upload_id', '=', upload_id)
    .where('status', '=', 'open')
    .returning('store_upload_id')
    .executeTakeFirst()
  const kept = row?.store_upload_id ?? null
  // Two asked at once: parts may only go to one.
  if (kept !== begun) await store.abortMultipart(key, begun)
  return kept
}

/** The next part that is asked for begins the upload anew. */
export async function forgetMultipart(db: Kysely<Tables>, { artist_id, upload_id, store_upload_id }: UploadRow): Promise<void> {
  await db
    .updateTable('uploads')
    .set({ store_upload_id: null })
    .where('artist_id', '=', artist_id)
    .where('upload_id', '=', upload_id)
    .where('store_upload_id', '=', store_upload_id)
    .execute()
}
