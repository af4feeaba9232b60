import type { TestIdentity } from '@segue/identity/testing'
import type { Service } from '@segue/service'
import { startGateway, type Config } from '../src/index.ts'

/** A gateway before services that all answer at one address. */
export function gatewayBefore(url: string, identity: TestIdentity, wish: Partial<Config> = {}): Promise<Service> {
  return startGateway({
    host: '127.0.0.1',
    port: 0,
    userUrl: url,
    catalogUrl: url,
    playlistUrl: url,
    searchUrl: url,
    playbackAuthUrl: url,
    transcoderUrl: url,
    edgeUrl: url,
    trustedProxies: '',
    readsPerMinute: 1_000,
    writesPerMinute: 1_000,
    authLimitFactor: 1,
    openPerService: 64,
    logLevel: 'silent',
    cacheUrl: 'memory:',
    agentPort: 0,
    agentHost: '127.0.0.1',
    agentRequests: 500,
    jwksUrl: identity.jwksUrl,
    publicUrl: identity.issuer,
    mediaUrl: 'http://localhost:4001',
    ...wish,
  })
}
