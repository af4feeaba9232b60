import { loadReport, product, settings } from '@segue/service'
import { Type, type Static } from 'typebox'

const properties = {
  host: Type.String({ env: 'SEGUE_HOST', default: '127.0.0.1', description: 'Address that the public ports listen on' }),
  port: Type.Integer({ env: 'SEGUE_MEDIA_PORT', default: 4001, minimum: 0, maximum: 65_535, description: 'Port of the media edge' }),
  logLevel: product.logLevel,
  mediaUrl: product.mediaUrl,
  publicUrl: product.publicUrl,
  objectStoreUrl: product.objectStoreUrl,
  uploadSecret: product.uploadSecret,
  grantKeys: Type.String({ minLength: 2, description: 'Public keys of the grants, JSON: {"<key pair id>": "<PEM>"}' }),
  memoryBytes: Type.Integer({ default: 67_108_864, minimum: 0, description: 'Memory for the media asked for most' }),
  cacheUrl: Type.String({ default: '', pattern: '^(file://.*)?$', description: 'file:// directory for copies of a distant store; empty for none' }),
  ...loadReport,
  agentStreams: Type.Integer({ default: 5_000, minimum: 1, description: 'Listeners at once at which the report says full' }),
  agentBytesPerS: Type.Integer({ default: 125_000_000, minimum: 1, description: 'Bytes a second at which the report says full; 1 Gbit/s by default' }),
  cacheBytes: Type.Integer({ default: 10_737_418_240, minimum: 1, description: 'Most bytes in that directory' }),
}

export const config = settings('EDGE', properties)
export type Config = Static<ReturnType<typeof Type.Object<typeof properties>>>
