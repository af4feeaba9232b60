import { product, settings } from '@segue/service'
import { Type } from 'typebox'

const { host, logLevel, busUrl, jwksUrl, publicUrl, mediaUrl } = product

export const config = settings('PLAYLIST', {
  host,
  port: Type.Integer({ default: 4012, description: 'Port of the service' }),
  databaseUrl: Type.String({ pattern: '^postgres(ql)?://', description: "The service's own database" }),
  replicaUrl: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'A replica that takes part in reads; without it the primary reads alone' }),
  ),
  logLevel,
  busUrl,
  jwksUrl,
  publicUrl,
  mediaUrl,
})
export type Config = ReturnType<typeof config.load>
