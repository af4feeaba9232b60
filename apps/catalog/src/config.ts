import { product, settings } from '@segue/service'
import { Type } from 'typebox'

const { host, logLevel, busUrl, cacheUrl, objectStoreUrl, uploadSecret, jwksUrl, publicUrl, mediaUrl } = product

export const config = settings('CATALOG', {
  host,
  port: Type.Integer({ default: 4011, description: 'Port of the service' }),
  databaseUrl: Type.String({ pattern: '^postgres(ql)?://', description: "The service's own database" }),
  replicaUrl: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'A replica that takes part in reads; without it the primary reads alone' }),
  ),
  maxUploadBytes: Type.Integer({
    env: 'SEGUE_MAX_UPLOAD_BYTES',
    default: 1_073_741_824,
    minimum: 1,
    description: 'A larger declaration is refused',
  }),
  chartRefreshS: Type.Integer({ default: 60, minimum: 1, description: 'Seconds from one chart to the next' }),
  logLevel,
  busUrl,
  cacheUrl,
  objectStoreUrl,
  uploadSecret,
  jwksUrl,
  publicUrl,
  mediaUrl,
})
export type Config = ReturnType<typeof config.load>
