import { lookup } from 'node:dns/promises'
import cors from '@fastify/cors'
import { createGrantVerifier } from '@segue/media-signature'
import { openObjectStore } from '@segue/object-store'
import { createUploadReceiver } from '@segue/object-store/uploads'
import { atOnce, backgroundFaults, createServer, refuse, serve, startLoadAgent, type Service, type Start } from '@segue/service'
import { answerFirst } from './answer-first.ts'
import type { Config } from './config.ts'
import { corsRules } from './cors-rules.ts'
import { readGrantKeys } from './grant-keys.ts'
import { createMediaListener } from './media-listener.ts'
import { openMediaSource } from './media-source.ts'
import { watchTraffic } from './media-traffic.ts'
import { openNearStore } from './near-store.ts'
import { takeUploads } from './take-upload.ts'
import { tracedStore } from './traced.ts'

/** A large file on a slow line. */
const slowest_upload_ms = 3_600_000

/** The media edge: checks grants, serves playlists, segments and artwork, and takes the uploads of a `file://` store. */
export async function startEdge(config: Config, { whenReachable }: Start = atOnce): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const { objectStoreUrl, uploadSecret, mediaUrl } = config
  // One address: for a name with several, Fastify would open servers of its own, and nobody would answer media on those.
  const { address: host } = await lookup(config.host)
  const store = opening.use(await whenReachable('object-store', 'SEGUE_OBJECT_STORE_URL', () =>
    openObjectStore(objectStoreUrl, { upload_url: mediaUrl, upload_secret: uploadSecret }),
  ))
  const server = createServer({ service: 'edge', logLevel: config.logLevel, requestTimeout: slowest_upload_ms })
  const onFault = backgroundFaults(server)
  const cache = { url: config.cacheUrl, bytes: config.cacheBytes, onFault }
  const far = tracedStore(store)
  const mediaStore = config.cacheUrl === '' ? far : opening.use(await openNearStore(far, cache))
  const context = {
    store: mediaStore,
    source: openMediaSource(mediaStore, { bytes: config.memoryBytes }),
    verifier: createGrantVerifier({ keys: readGrantKeys(config.grantKeys) }),
    mediaUrl,
  }

  await server.register(cors, corsRules(config.publicUrl))
  if (objectStoreUrl.startsWith('file:')) takeUploads(server, await createUploadReceiver(objectStoreUrl, { upload_secret: uploadSecret }))
  // Answered before the framework sees them, and declared so that it knows what these paths take.
  for (const url of ['/artists/*', '/images/*']) server.get(url, () => Promise.reject(refuse('not_found')))
  const origin = new URL(config.publicUrl).origin
  const traffic = opening.use(watchTraffic({ streams: config.agentStreams, bytes_per_s: config.agentBytesPerS }))
  if (config.agentPort > 0) {
    opening.use(await startLoadAgent({ service: 'edge', host: config.agentHost, port: config.agentPort, draining: server.draining, report: traffic.shares }))
  }
  answerFirst(server.server, createMediaListener(context, { origin, traffic, closing: server.closing, onFault }))

  const dependencies = [{ name: 'object-store', required: false, ping: () => store.ping() }]
  return serve(server, { dependencies, stack: opening.move(), host, port: config.port, isPublic: true })
}
