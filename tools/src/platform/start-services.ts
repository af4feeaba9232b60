import * as catalog from '@segue/catalog'
import * as edge from '@segue/edge'
import * as gateway from '@segue/gateway'
import * as playbackAuth from '@segue/playback-auth'
import * as playlist from '@segue/playlist'
import * as search from '@segue/search'
import type { Environment, Service } from '@segue/service'
import * as transcoder from '@segue/transcoder'
import * as user from '@segue/user'

/**
 * Starts every service in this process. They meet over HTTP and the bus alone: each gets a port of its own, and the
 * gateway their addresses. What started is disposed with `stack`, the public door first; it opens once the web app is there.
 */
export async function startServices(
  environment: Environment,
  webRoot: Promise<string>,
  stack: AsyncDisposableStack,
): Promise<readonly Service[]> {
  const own = (prefix: string) => ({ [`${prefix}_PORT`]: '0', ...environment })
  const userService = stack.use(await user.startUser(user.config.load(own('USER'))))
  const shared = (prefix: string) => ({ SEGUE_JWKS_URL: `${userService.url}/.well-known/jwks.json`, ...own(prefix) })
  const starting = [
    () => catalog.startCatalog(catalog.config.load(shared('CATALOG'))),
    () => playlist.startPlaylist(playlist.config.load(shared('PLAYLIST'))),
    () => search.startSearch(search.config.load(shared('SEARCH'))),
    () => playbackAuth.startPlaybackAuth(playbackAuth.config.load(shared('PLAYBACK_AUTH'))),
    () => transcoder.startTranscoder(transcoder.config.load(shared('TRANSCODER'))),
    () => edge.startEdge(edge.config.load(environment)),
  ]
  // When one can't start, the others are waited for: what runs must be known to be stopped.
  const started = await Promise.allSettled(starting.map(async (start) => start()))
  const services = started.flatMap((result) => (result.status === 'fulfilled' ? [stack.use(result.value)] : []))
  for (const result of started) if (result.status === 'rejected') throw result.reason
  const urlOf = (name: string) => services.find((service) => service.name === name)?.url
  const upstreams = {
    GATEWAY_USER_URL: userService.url,
    GATEWAY_CATALOG_URL: urlOf('catalog'),
    GATEWAY_PLAYLIST_URL: urlOf('playlist'),
    GATEWAY_SEARCH_URL: urlOf('search'),
    GATEWAY_PLAYBACK_AUTH_URL: urlOf('playback-auth'),
    GATEWAY_TRANSCODER_URL: urlOf('transcoder'),
    GATEWAY_EDGE_URL: urlOf('edge'),
    GATEWAY_WEB_ROOT: await webRoot,
  }
  const door = stack.use(await gateway.startGateway(gateway.config.load({ ...shared('GATEWAY'), ...upstreams, ...environment })))
  return [door, userService, ...services]
}
