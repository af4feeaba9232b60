import { createPrivateKey } from 'node:crypto'
import { getSignedCookies } from '@aws-sdk/cloudfront-signer'
import type { Grant } from './grant.ts'

export interface GrantSigner {
  /** Signs leave to read `resource` (a full URL, with `*` and `?` as wildcards) until `expires_at`, to the second. */
  sign(wanted: { readonly resource: string; readonly expires_at: Date }): Grant
}

/**
 * Signs grants in CloudFront's format: one policy with one statement, ECDSA P-256 with SHA-256.
 * @throws Error when the key is no private P-256 key.
 */
export function createGrantSigner({ key_pair_id, private_key_pem }: { key_pair_id: string; private_key_pem: string }): GrantSigner {
  const { asymmetricKeyDetails } = createPrivateKey(private_key_pem)
  if (asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('The signing key is no ECDSA P-256 key')
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(key_pair_id)) throw new Error('The key pair id is not 1–64 letters, digits, _ or -')
  return {
    sign({ resource, expires_at }) {
      const policy = JSON.stringify({
        Statement: [{ Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': Math.floor(expires_at.getTime() / 1000) } } }],
      })
      // With `url` and `dateLessThan` the SDK would make the canned policy, which knows no wildcard; unasked it would hash with SHA-1.
      const cookies = getSignedCookies({ policy, keyPairId: key_pair_id, privateKey: private_key_pem, algorithm: 'SHA256' })
      const { 'CloudFront-Policy': encoded, 'CloudFront-Signature': signature } = cookies
      if (encoded === undefined) throw new Error('The signer left the policy out')
      return { policy: encoded, signature, key_pair_id, hash_algorithm: 'SHA256' }
    },
  }
}
