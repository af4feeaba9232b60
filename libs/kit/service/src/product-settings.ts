import { Type } from 'typebox'

const url = (scheme: string) => `^(${scheme})`

/** Where a service that is balanced tells its load. */
export const loadReport = {
  agentPort: Type.Integer({ default: 0, minimum: 0, maximum: 65_535, description: 'Port of the load report for the agent check of a balancer; 0 for none' }),
  agentHost: Type.String({ env: 'SEGUE_AGENT_HOST', default: '127.0.0.1', description: 'Address of the load report' }),
}

/** Settings that several services share, under the product's names; a service takes the ones it needs. */
export const product = {
  host: Type.String({ env: 'SEGUE_SERVICE_HOST', default: '127.0.0.1', description: 'Address that services listen on' }),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], { env: 'SEGUE_LOG_LEVEL', default: 'info', description: 'Least level that is logged' }),
  busUrl: Type.String({ env: 'SEGUE_BUS_URL', pattern: url('postgres(ql)?://|amqps?://'), description: 'Event bus' }),
  cacheUrl: Type.String({ env: 'SEGUE_CACHE_URL', pattern: url('memory:|rediss?://'), default: 'memory:', description: 'Cache' }),
  objectStoreUrl: Type.String({ env: 'SEGUE_OBJECT_STORE_URL', pattern: url('file://|s3://'), description: 'Object store' }),
  uploadSecret: Type.String({ env: 'SEGUE_UPLOAD_SECRET', minLength: 32, description: 'Secret that signs the uploads of a file:// store, shared with the edge' }),
  publicUrl: Type.String({ env: 'SEGUE_PUBLIC_URL', pattern: url('https?://'), default: 'http://localhost:4000', description: 'The public door as clients see it, without a slash at the end' }),
  mediaUrl: Type.String({ env: 'SEGUE_MEDIA_URL', pattern: url('https?://'), default: 'http://localhost:4001', description: 'The media edge as clients see it, without a slash at the end' }),
  jwksUrl: Type.String({ env: 'SEGUE_JWKS_URL', pattern: url('https?://'), default: 'http://127.0.0.1:4010/.well-known/jwks.json', description: "The user service's keys" }),
} as const
