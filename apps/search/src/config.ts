import { product, settings } from '@segue/service'
import { Type } from 'typebox'

const { host, logLevel, busUrl, cacheUrl, jwksUrl, publicUrl, mediaUrl } = product

const own = {
  databaseUrl: Type.String({ pattern: '^postgres(ql)?://', description: "The service's own database" }),
  indexUrl: Type.String({ pattern: '^(postgres(ql)?|https?)://', description: 'The search index; postgres:// may be the same database' }),
}

export const config = settings('SEARCH', {
  host,
  port: Type.Integer({ default: 4013, description: 'Port of the service' }),
  ...own,
  logLevel,
  busUrl,
  cacheUrl,
  jwksUrl,
  publicUrl,
  mediaUrl,
})
export type Config = ReturnType<typeof config.load>

/** What the index is built anew from, and where. */
export const rebuildConfig = settings('SEARCH', own)
