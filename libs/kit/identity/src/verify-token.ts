import { createPublicKey } from 'node:crypto'
import { createVerifier, TokenError } from 'fast-jwt'
import { LRUCache } from 'lru-cache'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { accessTokenClaims, InvalidToken, type Claims } from './claims.ts'

/** Resolves to the claims; rejects with `InvalidToken`, or another error when no key can be had. */
export type TokenVerifier = (token: string) => Promise<Claims>

const refetch_after_ms = 10_000
const remembered = 10_000
const payloads = Compile(Type.Object({ ...accessTokenClaims.properties, exp: Type.Number() }))

/**
 * Verifies access tokens (RFC 7519) by the user service's published keys (RFC 7517). Keys are fetched when a `kid` is
 * new, at most every ten seconds, and the last good copy is kept when they can't be had. ES256 and nothing else
 * (RFC 8725 § 3.1). A verified token is remembered until it expires.
 */
export function createTokenVerifier({ jwksUrl, issuer }: { readonly jwksUrl: string; readonly issuer: string }): TokenVerifier {
  const keys = new Map<string, string>()
  let asked_at = -Infinity
  let fetching: Promise<void> | null = null

  async function fetchKeys(): Promise<void> {
    const response = await fetch(jwksUrl, { signal: AbortSignal.timeout(2_000) })
    if (!response.ok) throw new Error(`${jwksUrl} answered ${response.status}`)
    const { keys: published } = (await response.json()) as { keys: (JsonWebKey & { kid: string })[] }
    keys.clear()
    for (const key of published) keys.set(key.kid, createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString())
    asked_at = performance.now()
  }

  async function keyOf(kid: unknown): Promise<string> {
    if (typeof kid !== 'string') throw new InvalidToken('no kid')
    if (!keys.has(kid) && performance.now() - asked_at > refetch_after_ms) {
      fetching ??= fetchKeys().finally(() => (fetching = null))
      await fetching.catch((error: unknown) => {
        if (keys.size === 0) throw error
      })
    }
    const key = keys.get(kid)
    if (key === undefined) throw new InvalidToken('unknown kid')
    return key
  }

  const verify = createVerifier({
    key: async ({ header }: { header: { kid?: unknown } }) => keyOf(header.kid),
    algorithms: ['ES256'],
    allowedIss: issuer,
  })

  const known = new LRUCache<string, Claims & { readonly exp: number }>({ max: remembered })
  return async (token) => {
    const before = known.get(token)
    if (before !== undefined && before.exp * 1000 > Date.now()) return before
    try {
      const payload: unknown = await verify(token)
      if (payloads.Check(payload)) {
        known.set(token, payload)
        return payload
      }
    } catch (error) {
      if (error instanceof TokenError && error.code !== TokenError.codes.keyFetchingError) throw new InvalidToken(error.message)
      if (error instanceof TokenError && error['originalError'] instanceof InvalidToken) throw error['originalError']
      throw error
    }
    throw new InvalidToken('not an access token')
  }
}
