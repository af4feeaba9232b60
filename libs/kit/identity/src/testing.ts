import { randomUUIDv7 } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Claims } from './claims.ts'
import { createTokenSigner, generateSigningKey, publicJwk } from './sign-token.ts'

export interface TestIdentity extends AsyncDisposable {
  readonly jwksUrl: string
  readonly issuer: string
  /** A token of a free listener with a new id, but for what `claims` says otherwise. */
  token(claims?: Partial<Claims>): Promise<{ readonly user_id: string; readonly token: string; readonly headers: { readonly authorization: string } }>
}

/** Stands in for the user service where only its keys matter: real keys, real tokens, a real JWKS address. */
export async function testIdentity(): Promise<TestIdentity> {
  const key = generateSigningKey()
  const issuer = 'http://localhost:4000'
  const sign = createTokenSigner({ key, issuer, life_s: 900 })
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [publicJwk(key)] })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    jwksUrl: `http://127.0.0.1:${port}/jwks.json`,
    issuer,
    async token(given = {}) {
      const preferences = { explicit_filter: false, max_bitrate_kbps: 320 as const, private_session: false }
      const claims: Claims = { user_id: randomUUIDv7(), user_version: 1, display_name: 'Ada', plan: 'free', role: 'listener', country: null, preferences, ...given }
      const token = await sign(claims)
      return { user_id: claims.user_id, token, headers: { authorization: `Bearer ${token}` } }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
