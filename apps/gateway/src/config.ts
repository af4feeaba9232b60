import { loadReport, product, settings } from '@segue/service'
import { Type } from 'typebox'

const { logLevel, cacheUrl, jwksUrl, publicUrl, mediaUrl } = product
const upstream = (port: number, name: string) => Type.String({ pattern: '^https?://', default: `http://127.0.0.1:${port}`, description: `Address of the ${name} service` })

export const config = settings('GATEWAY', {
  host: Type.String({ env: 'SEGUE_HOST', default: '127.0.0.1', description: 'Address of the public door' }),
  port: Type.Integer({ env: 'SEGUE_PORT', default: 4000, description: 'Port of the public door' }),
  userUrl: upstream(4010, 'user'),
  catalogUrl: upstream(4011, 'catalog'),
  playlistUrl: upstream(4012, 'playlist'),
  searchUrl: upstream(4013, 'search'),
  playbackAuthUrl: upstream(4014, 'playback-auth'),
  transcoderUrl: upstream(4015, 'transcoder'),
  edgeUrl: upstream(4001, 'edge'),
  webRoot: Type.Optional(Type.String({ description: 'Directory of the built web app; without it there is no web page' })),
  trustedProxies: Type.String({ env: 'SEGUE_TRUSTED_PROXIES', default: '', description: 'Proxies in front of the public door, addresses or networks (10.0.0.0/8) separated by commas, whose x-forwarded-for names the client' }),
  readsPerMinute: Type.Integer({ default: 600_000, minimum: 1, description: 'Reads that one account, or one address without a token, may make a minute' }),
  writesPerMinute: Type.Integer({ default: 30_000, minimum: 1, description: 'Writes, likewise' }),
  authLimitFactor: Type.Number({ default: 1, minimum: 0.01, description: 'Scales the limits that operations declare for an address (register 60, sign in 120 a minute)' }),
  openPerService: Type.Integer({ default: 64, minimum: 8, description: 'Requests that one service may have open here; what comes then waits a moment. Searches and charts may have three eighths of them, anything but playback three quarters' }),
  ...loadReport,
  agentRequests: Type.Integer({ default: 500, minimum: 1, description: 'Open requests, event streams among them, at which the report says full' }),
  logLevel,
  cacheUrl,
  jwksUrl,
  publicUrl,
  mediaUrl,
  uploadsUrl: Type.Optional(Type.String({ env: 'SEGUE_UPLOADS_URL', pattern: '^https?://', description: 'The bucket as browsers see it, which send their uploads there; none where the media edge takes them' })),
})
export type Config = ReturnType<typeof config.load>
