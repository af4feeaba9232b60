import cors from '@fastify/cors'
import { createGrantVerifier } from '@segue/media-signature'
import { openObjectStore } from '@segue/object-store'
import { createUploadReceiver } from '@segue/object-store/uploads'
import { createServer, serve, type Service } from '@segue/service'
import type { Config } from './config.ts'
import { corsRules } from './cors-rules.ts'
import { readGrantKeys } from './grant-keys.ts'
import { openMediaSource } from './media-source.ts'
import { sendMedia } from './send-media.ts'
import { takeUploads } from './take-upload.ts'

/** The media edge: checks grants, serves playlists, segments and artwork, and takes the uploads of a `file://` store. */
export async function startEdge(config: Config): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const { objectStoreUrl, uploadSecret, mediaUrl } = config
  const store = opening.use(await openObjectStore(objectStoreUrl, { upload_url: mediaUrl, upload_secret: uploadSecret }))
  const context = {
    store,
    source: openMediaSource(store, config.memoryBytes),
    verifier: createGrantVerifier({ keys: readGrantKeys(config.grantKeys) }),
    mediaUrl,
  }

  const server = createServer({ service: 'edge', logLevel: config.logLevel })
  await server.register(cors, corsRules(config.publicUrl))
  for (const url of ['/artists/*', '/images/*']) {
    server.route({ method: ['GET', 'HEAD'], url, config: { operation: 'read_media' }, handler: sendMedia(context) })
  }
  if (objectStoreUrl.startsWith('file:')) takeUploads(server, await createUploadReceiver(objectStoreUrl, { upload_secret: uploadSecret }))

  const dependencies = [{ name: 'object_store', ping: () => store.ping() }]
  return serve(server, { dependencies, stack: opening.move(), host: config.host, port: config.port })
}
