import { openCache } from '@segue/cache'
import { getStatus, operationsByService } from '@segue/contracts'
import { createTokenVerifier } from '@segue/identity'
import { atOnce, createServer, handle, serve, startLoadAgent, type Service, type Start } from '@segue/service'
import { canonicalHost } from './canonical-host.ts'
import type { Config } from './config.ts'
import { countOpenRequests } from './count-open-requests.ts'
import { serveDocuments } from './documents.ts'
import { registerLimits } from './limits.ts'
import { proxyOperations } from './proxy.ts'
import { registerSecurityHeaders } from './security-headers.ts'
import { shedLoad } from './shed-load.ts'
import { statusOf } from './status.ts'
import { serveWebApp, webPage } from './web-app.ts'

const version = '1.0.0'
/** A large file on a slow line. */
const slowest_upload_ms = 3_600_000

/** The public door: token, limits, routing by the contracts, documents, and the web app. */
export async function startGateway(config: Config, { whenReachable }: Start = atOnce): Promise<Service> {
  await using opening = new AsyncDisposableStack()
  const { publicUrl, jwksUrl, logLevel } = config
  const verifyToken = createTokenVerifier({ jwksUrl, issuer: publicUrl })
  const server = createServer({
    service: 'gateway',
    requestTimeout: slowest_upload_ms,
    trustedProxies: config.trustedProxies.split(',').map((proxy) => proxy.trim()).filter((proxy) => proxy !== ''),
    logLevel,
    verifyToken,
    ...(config.webRoot === undefined ? {} : { notFound: webPage }),
  })
  const open = countOpenRequests(server.server)
  if (config.agentPort > 0) {
    const report = () => ({ requests: open() / config.agentRequests })
    opening.use(await startLoadAgent({ service: 'gateway', host: config.agentHost, port: config.agentPort, draining: server.draining, report }))
  }
  server.addHook('onRequest', canonicalHost(publicUrl))
  await registerSecurityHeaders(server, config)
  const cache = opening.use(await whenReachable('cache', 'SEGUE_CACHE_URL', () => openCache(config.cacheUrl, { namespace: 'gateway-1' })))
  const limits = await registerLimits(server, cache, config)

  const upstreams = { user: config.userUrl, catalog: config.catalogUrl, playlist: config.playlistUrl, search: config.searchUrl, 'playback-auth': config.playbackAuthUrl }
  for (const [service, url] of Object.entries(upstreams)) {
    await proxyOperations(server, url, operationsByService[service as keyof typeof upstreams], { limits, admit: shedLoad(config.openPerService) })
  }

  const status = statusOf({
    ...Object.fromEntries(Object.entries({ ...upstreams, transcoder: config.transcoderUrl }).map(([name, url]) => [name, `${url}/health/ready`])),
    edge: `${config.edgeUrl}/health/live`,
  })
  handle(server, getStatus, status)
  await serveDocuments(server, version)
  if (config.webRoot !== undefined) await serveWebApp(server, config.webRoot)

  const dependencies = [
    { name: 'user', ping: verifyToken.ping },
    { name: 'cache', required: false, ping: () => cache.ping() },
  ]
  return serve(server, { host: config.host, port: config.port, stack: opening.move(), dependencies, isPublic: true })
}
