import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createGrantSigner, generateKeys, type Grant } from '@segue/media-signature'
import { freePort } from '@segue/native'
import { openObjectStore } from '@segue/object-store'
import { type Config, startEdge } from '../src/index.ts'

export const publicUrl = 'http://localhost:4000'
export const version = 'artists/0192f0c1-7c1e-7b3a-9a51-3f2f6f6f6f6f/albums/single/0192f0c2-7c1e-7b3a-9a51-3f2f6f6f6f6f/v1'

const keys = generateKeys()

/** An edge over a store of its own, or the one whose URL is given, and a signer that it trusts. */
export async function startTestEdge(changes: Partial<Config> = {}) {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'edge-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const objectStoreUrl = changes.objectStoreUrl ?? pathToFileURL(join(folder, 'objects')).href
  // The edge's own address is part of what is signed, so it must be known before the edge listens.
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const uploadSecret = 'a secret of at least thirty-two letters'
  const store = stack.use(await openObjectStore(objectStoreUrl, { upload_url: url, upload_secret: uploadSecret }))
  const service = await startEdge({
    host: '127.0.0.1',
    port,
    logLevel: 'silent',
    mediaUrl: url,
    publicUrl,
    uploadSecret,
    grantKeys: JSON.stringify({ K1: keys.public_key_pem }),
    memoryBytes: 1_000_000,
    cacheUrl: '',
    cacheBytes: 1_000_000,
    agentPort: 0,
    agentHost: '127.0.0.1',
    agentStreams: 1_000,
    agentBytesPerS: 1_000_000_000,
    ...changes,
    objectStoreUrl,
  })
  stack.use(service)
  const signer = createGrantSigner({ key_pair_id: 'K1', private_key_pem: keys.private_key_pem })
  const opened = stack.move()
  return {
    url,
    store,
    service,
    folder,
    /** A `Cookie` header that opens `path` (with wildcards) for a while. */
    cookies: (path: string, life_s = 600) =>
      cookieHeader(signer.sign({ resource: `${url}/${path}`, expires_at: new Date(Date.now() + life_s * 1000) })),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

export type TestEdge = Awaited<ReturnType<typeof startTestEdge>>

export function cookieHeader({ policy, signature, key_pair_id, hash_algorithm }: Grant): string {
  return [
    `CloudFront-Policy=${policy}`,
    `CloudFront-Signature=${signature}`,
    `CloudFront-Key-Pair-Id=${key_pair_id}`,
    `CloudFront-Hash-Algorithm=${hash_algorithm}`,
  ].join('; ')
}
