import { createPublicKey } from 'node:crypto'
import { createVerifier, TokenError } from 'fast-jwt'
import { LRUCache } from 'lru-cache'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { accessTokenClaims, InvalidToken, type Claims } from './claims.ts'

export interface TokenVerifier {
  /** Resolves to the claims; rejects with `InvalidToken`, or another error when the key can't be had now. */
  (token: string): Promise<Claims>
  /** Resolves when keys are held: from then on tokens are verified whether the user service answers or not. */
  ping(): Promise<void>
}

const refetch_after_ms = 10_000
const retry_after_ms = 500
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
  let failed_at = -Infinity
  let failure: unknown
  let fetching: Promise<void> | null = null

  async function fetchKeys(): Promise<void> {
    const response = await fetch(jwksUrl, { signal: AbortSignal.timeout(2_000) })
    if (!response.ok) throw new Error(`${jwksUrl} answered ${response.status}`)
    const { keys: published } = (await response.json()) as { keys: (JsonWebKey & { kid: string })[] }
    const fresh = published.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()] as const)
    keys.clear()
    for (const [kid, pem] of fresh) keys.set(kid, pem)
    asked_at = performance.now()
  }

  /** Callers at one moment ask once, and whoever comes right after a failure is not made to wait for the next. */
  async function refresh(): Promise<void> {
    if (performance.now() - failed_at < retry_after_ms) throw failure
    fetching ??= fetchKeys()
      .catch((error: unknown) => {
        failed_at = performance.now()
        failure = error
        throw error
      })
      .finally(() => (fetching = null))
    await fetching
  }

  async function keyOf(kid: unknown): Promise<string> {
    if (typeof kid !== 'string') throw new InvalidToken('no kid')
    // Whether an unknown key is ours nobody can say while the user service is away: that is not the token's fault.
    if (!keys.has(kid) && performance.now() - asked_at > refetch_after_ms) await refresh()
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
  async function claimsOf(token: string): Promise<Claims> {
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
  return Object.assign(claimsOf, { ping: async () => (keys.size === 0 ? refresh() : undefined) })
}
