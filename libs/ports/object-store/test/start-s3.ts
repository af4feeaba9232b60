import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startObjectStore, type ObjectStorePart } from '@segue/native'
import { prepareBucket } from '../src/bucket.ts'
import { openObjectStore, type ObjectStore } from '../src/index.ts'

export interface StartedS3 extends AsyncDisposable {
  readonly part: ObjectStorePart
  readonly store: ObjectStore
  readonly folder: string
}

/** The web app's, for the bucket's CORS rules. */
export const webOrigin = 'http://localhost:4000'

/** Nothing signs for an `s3:` store but its own keys. */
export const options = { upload_url: 'http://localhost', upload_secret: '' }

/** A real S3 server with an empty, prepared bucket. */
export async function startS3(): Promise<StartedS3> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'object-store-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const part = opening.use(await startObjectStore({ folder }))
  await prepareBucket(part.url, { origins: [webOrigin], reader: part.reader })
  const store = opening.use(await openObjectStore(part.url, options))
  const opened = opening.move()
  return { part, store, folder, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}
