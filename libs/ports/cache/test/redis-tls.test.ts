import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Misconfigured, openCache } from '@segue/cache'
import { startRedis, type Part } from '@segue/native'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

const known = getCACertificates()

describe.skipIf(process.env['SEGUE_PARTS'] !== 'native')('Redis over TLS (needs Redis: npm run test:stack)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-redis-tls-'))
  const certificate = join(folder, 'certificate.pem')
  let server: Part
  beforeAll(async () => {
    server = await startRedis({ folder, certificate })
  })
  afterEach(() => setDefaultCACertificates(known))
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })

  test('a process that trusts its certificate reads and writes', async () => {
    expect(server.url).toMatch(/^rediss:/)
    setDefaultCACertificates([...known, readFileSync(certificate, 'utf8')])
    await using one = await openCache(server.url, { namespace: 'tls' })
    await using two = await openCache(server.url, { namespace: 'tls' })
    await one.set('song', 'kept', 60_000)
    expect(await two.get('song')).toBe('kept')
    await server.restart()
    await expect.poll(() => one.ping().then(() => 'back', String), { timeout: 20_000 }).toBe('back')
  })

  test('a certificate of an unknown authority is an error at start that says how to make it known', async () => {
    const opening = openCache(server.url)
    await expect(opening).rejects.toBeInstanceOf(Misconfigured)
    await expect(opening).rejects.toThrow(/no authority that Node trusts.*NODE_EXTRA_CA_CERTS/)
  })

  test('nothing passes in plain: neither to a Redis that speaks TLS, nor to one that speaks none where it should', async () => {
    await using plain = await startRedis({ folder: join(folder, 'plain') })
    for (const url of [server.url.replace('rediss:', 'redis:'), plain.url.replace('redis:', 'rediss:')]) {
      await using cache = await openCache(url)
      await expect(cache.ping()).rejects.toThrow()
      await expect(cache.remember('song', 1_000, async () => 'loaded')).resolves.toBe('loaded')
    }
  })
})
