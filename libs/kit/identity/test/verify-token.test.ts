import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSigner } from 'fast-jwt'
import { expect, test } from 'vitest'
import { createTokenSigner, createTokenVerifier, generateSigningKey, InvalidToken } from '../src/index.ts'
import { testIdentity } from '../src/testing.ts'

test('a token of ours says who calls', async () => {
  await using identity = await testIdentity()
  const verify = createTokenVerifier(identity)
  const { token, user_id } = await identity.token({ plan: 'premium' })
  expect(await verify(token)).toMatchObject({ user_id, plan: 'premium', role: 'listener' })
})

test('the first requests after a start wait for the keys together', async () => {
  await using identity = await testIdentity()
  const verify = createTokenVerifier(identity)
  const { token } = await identity.token()
  const answers = await Promise.all(Array.from({ length: 20 }, () => verify(token)))
  expect(answers).toHaveLength(20)
})

test('a token signed by another key, altered, or of no algorithm of ours is not valid', async () => {
  await using identity = await testIdentity()
  const verify = createTokenVerifier(identity)
  const { token } = await identity.token()
  const claims = await verify(token)
  const [head = '', body = '', signature = ''] = token.split('.')
  const payload = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), role: 'administrator' }
  const promoted = Buffer.from(JSON.stringify(payload)).toString('base64url')
  const foreign = generateSigningKey()
  const forgeries = [
    `${head}.${promoted}.${signature}`,
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${promoted}.`,
    createSigner({ key: 'secret', algorithm: 'HS256', kid: foreign.kid })(payload),
    await createTokenSigner({ key: foreign, issuer: identity.issuer, life_s: 900 })(claims),
    'not a token',
  ]
  for (const forgery of forgeries) await expect(verify(forgery)).rejects.toBeInstanceOf(InvalidToken)
})

test('known keys go on verifying when the user service is gone, and without any key it is not the token that is blamed', async () => {
  const identity = await testIdentity()
  const verify = createTokenVerifier(identity)
  const stranger = createTokenVerifier(identity)
  const first = await identity.token()
  const second = await identity.token()
  await verify(first.token)
  await identity[Symbol.asyncDispose]()
  expect(await verify(second.token)).toMatchObject({ user_id: second.user_id })
  await expect(stranger(second.token)).rejects.not.toBeInstanceOf(InvalidToken)
})

test('a token whose key could not be asked for is not blamed either, and keys that are held stay held', async () => {
  const identity = await testIdentity()
  const verify = createTokenVerifier(identity)
  await expect(verify.ping()).resolves.toBeUndefined()
  const { token } = await identity.token()
  await verify(token)
  await identity[Symbol.asyncDispose]()
  await expect(verify.ping()).resolves.toBeUndefined()
})

test('a service that started before the user service has its keys as soon as that answers', async () => {
  const server = createServer((_, response) => (jwks === null ? response.writeHead(503).end() : response.end(jwks)))
  let jwks: string | null = null
  await using listening = await listen(server)
  await using identity = await testIdentity()
  const verify = createTokenVerifier({ jwksUrl: listening.url, issuer: identity.issuer })
  const { token, user_id } = await identity.token()
  await expect(verify.ping()).rejects.toThrow('answered 503')
  await expect(verify(token)).rejects.not.toBeInstanceOf(InvalidToken)
  jwks = await (await fetch(identity.jwksUrl)).text()
  await expect.poll(() => verify(token).catch(() => null), { timeout: 10_000 }).toMatchObject({ user_id })
  await expect(verify.ping()).resolves.toBeUndefined()
})

async function listen(server: Server): Promise<AsyncDisposable & { readonly url: string }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
