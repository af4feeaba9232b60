import { createPrivateKey, createPublicKey, generateKeyPairSync, createHash } from 'node:crypto'
import { createSigner } from 'fast-jwt'
import type { Claims } from './claims.ts'

export interface SigningKey {
  /** Thumbprint of the public key (RFC 7638), so the same key has the same name everywhere. */
  readonly kid: string
  readonly private_key_pem: string
}

/** A new ECDSA P-256 key. */
export function generateSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return signingKeyOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}

/** The key of a PEM in PKCS #8. */
export function signingKeyOf(private_key_pem: string): SigningKey {
  const { crv, kty, x, y } = createPublicKey(createPrivateKey(private_key_pem)).export({ format: 'jwk' })
  return { kid: createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url'), private_key_pem }
}

/** The public half as the user service publishes it (RFC 7517). */
export const publicJwk = ({ kid, private_key_pem }: SigningKey): Record<string, unknown> => ({
  ...createPublicKey(createPrivateKey(private_key_pem)).export({ format: 'jwk' }),
  kid,
  alg: 'ES256',
  use: 'sig',
})

/** Makes access tokens that live for `life_s` seconds. */
export function createTokenSigner({ key, issuer, life_s }: { readonly key: SigningKey; readonly issuer: string; readonly life_s: number }): (claims: Claims) => Promise<string> {
  const sign = createSigner({ key: async () => key.private_key_pem, algorithm: 'ES256', kid: key.kid, iss: issuer, expiresIn: life_s * 1000 })
  return (claims) => sign({ ...claims, sub: claims.user_id })
}
