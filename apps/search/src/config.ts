import { product, settings } from '@segue/service'
import { Type } from 'typebox'

const { host, logLevel, busUrl, cacheUrl, jwksUrl, publicUrl, mediaUrl } = product

export const config = settings('SEARCH', {
  host,
  port: Type.Integer({ default: 4013, description: 'Port of the service' }),
  databaseUrl: Type.String({ pattern: '^postgres(ql)?://', description: "The service's own database" }),
  indexUrl: Type.String({ pattern: '^(postgres(ql)?|https?)://', description: 'The search index; postgres:// may be the same database' }),
  logLevel,
  busUrl,
  cacheUrl,
  jwksUrl,
  publicUrl,
  mediaUrl,
})
export type Config = ReturnType<typeof config.load>
