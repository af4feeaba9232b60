import { loadReport, product, settings } from '@segue/service'
import { Type } from 'typebox'

const { host, logLevel, busUrl, cacheUrl, jwksUrl, publicUrl, mediaUrl } = product

export const config = settings('PLAYBACK_AUTH', {
  host,
  port: Type.Integer({ default: 4014, description: 'Port of the service' }),
  databaseUrl: Type.String({ pattern: '^postgres(ql)?://', description: "The service's own database" }),
  signingKeyFile: Type.String({ description: 'PEM file (PKCS #8, ECDSA P-256) that signs grants' }),
  keyPairId: Type.String({ default: 'segue', description: 'CloudFront-Key-Pair-Id of that key' }),
  countPlaysEveryMs: Type.Integer({ default: 5_000, minimum: 50, description: 'How often counted plays are announced' }),
  ...loadReport,
  agentGrantsPerS: Type.Integer({ default: 2_000, minimum: 1, description: 'Grants a second at which the report says full' }),
  logLevel,
  busUrl,
  cacheUrl,
  jwksUrl,
  publicUrl,
  mediaUrl,
})
export type Config = ReturnType<typeof config.load>
