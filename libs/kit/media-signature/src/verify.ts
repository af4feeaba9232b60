import { Buffer } from 'node:buffer'
import { createPublicKey, verify } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { type Grant, readGrants } from './grant.ts'
import { type Policy, readPolicy } from './policy.ts'

export interface GrantVerifier {
  /** Whether one of the grants in a `Cookie` header opens the URL now. It says no, and no more, whatever is wrong with them. */
  verify(asked: { readonly cookies: string | undefined; readonly url: string; readonly now: Date }): boolean
}

export interface GrantVerifierOptions {
  /** Public keys as PEM by key pair id; two at a time while keys are changed. */
  readonly keys: Readonly<Record<string, string>>
  /** How many verified signatures are remembered; 0 for none. About 1 KB each. */
  readonly remembered?: number
}

/**
 * Verifies what `createGrantSigner` signs, or CloudFront's own tools with ECDSA and SHA-256. A signature is checked once and remembered,
 * because one grant opens a hundred segments; dates and resource are judged every time.
 */
export function createGrantVerifier({ keys, remembered = 10_000 }: GrantVerifierOptions): GrantVerifier {
  const publicKeys = new Map(Object.entries(keys).map(([id, pem]) => [id, createPublicKey(pem)]))
  const memo = remembered > 0 ? new LRUCache<string, Policy>({ max: remembered }) : null

  function policyOf({ policy, signature, key_pair_id, hash_algorithm }: Grant): Policy | null {
    // CloudFront takes SHA-1 where the cookie is missing; we never sign with it, so we never take it.
    if (hash_algorithm !== 'SHA256') return null
    const name = `${policy}|${signature}|${key_pair_id}`
    const known = memo?.get(name)
    if (known !== undefined) return known

    const key = publicKeys.get(key_pair_id)
    const signed = decode(policy)
    const seal = decode(signature)
    if (key === undefined || signed === null || seal === null || !verify('sha256', signed, key, seal)) return null
    const read = readPolicy(signed)
    // Only what is genuine is remembered: forgeries can't push it out.
    if (read !== null) memo?.set(name, read)
    return read
  }

  return {
    verify: ({ cookies, url, now }) =>
      readGrants(cookies).some((grant) => {
        const policy = policyOf(grant)
        return policy !== null && policy.isInForce(now) && policy.covers(url)
      }),
  }
}

/** CloudFront's base64 (`-_~` for `+=/`), in its one canonical spelling: otherwise an altered character could decode to the same bytes. */
function decode(text: string): Buffer | null {
  const base64 = text.replace(/[-_~]/g, (letter) => (letter === '-' ? '+' : letter === '_' ? '=' : '/'))
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64 && !/[+=/]/.test(text) ? bytes : null
}
