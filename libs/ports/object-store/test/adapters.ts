import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ObjectStore, openObjectStore } from '../src/index.ts'
import { createUploadReceiver } from '../src/receive-upload.ts'
import { startS3 } from './start-s3.ts'

/** An empty store of its own, reachable for signed uploads. */
export interface Opened extends AsyncDisposable {
  readonly store: ObjectStore
}

export interface Adapter {
  readonly name: string
  /** Why it can't be tested here; shown beside the skipped tests. */
  readonly missing?: string
  open(): Promise<Opened>
}

export const isNative = process.env['SEGUE_PARTS'] === 'native'

export const adapters: readonly Adapter[] = isNative
  ? [{ name: 's3', open: startS3 }]
  : [{ name: 'file', open: openFile }, { name: 's3', missing: 'needs an S3 server: npm run test:stack', open: startS3 }]

async function openFile(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'object-store-'))
  const url = pathToFileURL(join(folder, 'store')).href
  const receive = await createUploadReceiver(url, { upload_secret: 'secret' })
  const server = createServer((request, response) => {
    receive({ method: request.method ?? '', target: request.url ?? '', headers: request.headers, body: request }).then(
      (answer) => response.writeHead(answer.status).end(),
      () => response.destroy(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  const store = await openObjectStore(url, { upload_url: `http://127.0.0.1:${address.port}`, upload_secret: 'secret' })
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
