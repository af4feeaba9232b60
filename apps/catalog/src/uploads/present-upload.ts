import type { Upload } from '@segue/contracts'
import type { ObjectStore, SignedRequest } from '@segue/object-store'
import { originalKey, urlLife_s, type UploadRow } from './uploads.ts'

/** An open upload as a client needs it, the URL of a single one signed anew. */
export async function presentUpload(store: ObjectStore, upload: UploadRow): Promise<Upload> {
  const { upload_id, size, content_type, checksum_sha256, part_size, part_count, expires_at } = upload
  if (part_size !== null && part_count !== null) {
    return { id: upload_id, kind: 'multipart', part_size, part_count, expires_at: expires_at.toISOString() }
  }
  if (checksum_sha256 === null) throw new Error(`Upload ${upload_id} can not be signed`)
  const signed = await store.signPut({ key: originalKey(upload_id), size, content_type, checksum_sha256, expires_in_s: urlLife_s })
  return { id: upload_id, kind: 'single', ...presentSigned(signed) }
}

export const presentSigned = ({ method, url, headers, expires_at }: SignedRequest) => ({
  method,
  url,
  headers: { ...headers },
  expires_at: expires_at.toISOString(),
})
