import { Misconfigured } from './misconfigured.ts'
import type { ObjectStore, ObjectStoreOptions } from './object-store.ts'

export type * from './object-store.ts'
export { ObjectExists, NoSuchUpload, UploadIncomplete } from './object-store.ts'
export { Misconfigured } from './misconfigured.ts'
export { isKey } from './object-key.ts'

/** The scheme of the URL chooses the adapter; an unknown one is an error at start. @throws Misconfigured */
export async function openObjectStore(url: string, options: ObjectStoreOptions): Promise<ObjectStore> {
  const scheme = new URL(url).protocol
  switch (scheme) {
    case 'file:':
      return (await import('./file.ts')).openFileStore(url, options)
    case 's3:':
      return (await import('./s3.ts')).openS3Store(url)
    default:
      throw new Misconfigured(`No object store for ${scheme} — use file:// or s3://`)
  }
}
