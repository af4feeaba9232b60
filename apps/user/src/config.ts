import { product, settings } from '@segue/service'
import { Type } from 'typebox'

export const config = settings('USER', {
  port: Type.Integer({ minimum: 0, maximum: 65_535, default: 4010, description: 'Port to listen on' }),
  databaseUrl: Type.String({ pattern: '^postgres://', description: 'Database of this service' }),
  replicaUrl: Type.Optional(
    Type.String({ pattern: '^postgres(ql)?://', description: 'A replica that takes part in reads; without it the primary reads alone' }),
  ),
  signingKeyFiles: Type.String({
    minLength: 1,
    description: 'Files of ECDSA P-256 private keys (PKCS #8 PEM), separated by commas: the first signs, all are published',
  }),
  adminEmail: Type.Optional(Type.String({
    format: 'email',
    maxLength: 254,
    env: 'SEGUE_ADMIN_EMAIL',
    description: 'With the password: an administrator who exists after the start',
  })),
  adminPassword: Type.Optional(Type.String({
    minLength: 8,
    maxLength: 256,
    env: 'SEGUE_ADMIN_PASSWORD',
    description: "The administrator's password",
  })),
  hashesWaiting: Type.Integer({
    minimum: 0,
    default: 128,
    description: 'Sign-ins that may wait for their password to be hashed; past that they are 503',
  }),
  host: product.host,
  logLevel: product.logLevel,
  busUrl: product.busUrl,
  publicUrl: product.publicUrl,
  mediaUrl: product.mediaUrl,
})
export type Config = ReturnType<typeof config.load>
