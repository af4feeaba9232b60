import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Misconfigured, openCache, type Cache } from '@segue/cache'
import { startRedis, type Part } from '@segue/native'

const LONG_MS = 60_000

async function other(url: string, namespace: string): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'other-process.ts'), [url, namespace])
  await once(child, 'message')
  return child
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const begun = performance.now()
  return [await work(), performance.now() - begun]
}

describe.skipIf(process.env['SEGUE_PARTS'] !== 'native')('Redis (needs Redis: npm run test:stack)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'segue-redis-'))
  let server: Part
  beforeAll(async () => {
    server = await startRedis({ folder })
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  })
  const open = (namespace: string = randomUUID()): Promise<Cache> => openCache(server.url, { namespace })
  const isBack = (cache: Cache) =>
    vi.waitFor(async () => {
      const key = randomUUID()
      await cache.set(key, 'back', LONG_MS)
      await new Promise((done) => setTimeout(done, 510))
      expect(await cache.get(key)).toBe('back')
    }, 10_000)

  test('two hundred callers in each of four processes that miss at once load once', async () => {
    const namespace = randomUUID()
    const processes = await Promise.all(Array.from({ length: 4 }, () => other(server.url, namespace)))
    const answers = processes.map(
      (child) => new Promise<number>((done) => child.on('message', ({ loads }: { loads?: number }) => loads !== undefined && done(loads))),
    )
    for (const child of processes) child.send({ key: 'chart', times: 200, load_ms: 100 })
    const loads = await Promise.all(answers)
    expect(loads.reduce((sum, loaded) => sum + loaded)).toBe(1)
    for (const child of processes) child.disconnect()
  })

  test('who dies over a load keeps nobody waiting for longer than half a second', async () => {
    const namespace = randomUUID()
    await using cache = await open(namespace)
    const child = await other(server.url, namespace)
    child.send({ key: 'song', times: 1, load_ms: LONG_MS })
    await once(child, 'message')
    child.kill('SIGKILL')
    const [value, took_ms] = await timed(() => cache.remember('song', LONG_MS, async () => 'loaded'))
    expect(value).toBe('loaded')
    expect(took_ms).toBeLessThan(700)
  })

  test('what one process deletes no other answers with after half a second, not even one that was just loading it', async () => {
    const namespace = randomUUID()
    await using one = await open(namespace)
    await using two = await open(namespace)
    await two.remember('song', LONG_MS, async () => 'old')
    await expect(one.remember('song', LONG_MS, async () => 'not asked')).resolves.toBe('old')
    await two.delete('song')
    const deleted = performance.now()
    await expect.poll(() => one.remember('song', 1, async () => 'new')).toBe('new')
    expect(performance.now() - deleted).toBeLessThan(700)

    const slow = Promise.withResolvers<string>()
    const early = one.remember('album', LONG_MS, () => slow.promise)
    await expect.poll(() => timed(() => two.remember('album', 1, async () => 'second')).then(([, ms]) => ms)).toBeGreaterThan(100)
    await two.delete('album')
    slow.resolve('before')
    await expect(early).resolves.toBe('before')
    await expect(two.remember('album', LONG_MS, async () => 'after')).resolves.toBe('after')
  })

  test('caches of two namespaces share nothing', async () => {
    await using one = await open()
    await using two = await open()
    await one.set('song', 1, LONG_MS)
    expect(await two.get('song')).toBeUndefined()
  })

  test('a limit is shared by all processes: exactly when it is small, never exceeded when it is large', async () => {
    const namespace = randomUUID()
    await using one = await open(namespace)
    await using two = await open(namespace)
    for (const [limit, least] of [[30, 30], [5_000, 4_900]] as const) {
      const quota = { limit, window_ms: LONG_MS }
      const takes = Array.from({ length: limit * 2 }, (_, index) => (index % 2 === 0 ? one : two).take(`of ${limit}`, quota))
      const allowed = (await Promise.all(takes)).filter((taken) => taken.allowed).length
      expect(allowed).toBeGreaterThanOrEqual(least)
      expect(allowed).toBeLessThanOrEqual(limit)
    }
  })

  test('hung, it costs one call a tenth of a second and the next ones nothing, and is used again once it answers', async () => {
    await using cache = await open()
    await cache.set('song', 'kept', LONG_MS)
    server.freeze()
    try {
      const [first, first_ms] = await timed(() => cache.remember('other', LONG_MS, async () => 'loaded'))
      expect(first).toBe('loaded')
      expect(first_ms).toBeLessThan(150)
      const later = () => Array.from({ length: 500 }, (_, n) => cache.remember(`song ${n}`, LONG_MS, async () => n))
      const [answers, later_ms] = await timed(() => Promise.all(later()))
      expect(answers).toHaveLength(500)
      expect(later_ms).toBeLessThan(60)
      await cache.delete('song')
      await expect(cache.ping()).rejects.toThrow()
      await using late = await open()
      await expect(late.remember('song', LONG_MS, async () => 'loaded')).resolves.toBe('loaded')
    } finally {
      server.thaw()
    }
    await isBack(cache)
    expect(await cache.get('song'), 'what was deleted meanwhile').toBeUndefined()
  })

  test('calls that are under way when it hangs all answer in time', async () => {
    await using cache = await open()
    let slowest_ms = 0
    let calls = 0
    const ends = performance.now() + 1_500
    const asking = Array.from({ length: 50 }, async () => {
      while (performance.now() < ends) {
        const [, ms] = await timed(() => cache.remember(`song ${(calls += 1)}`, LONG_MS, async () => 1))
        slowest_ms = Math.max(slowest_ms, ms)
        await new Promise((done) => setTimeout(done, 2))
      }
    })
    await new Promise((done) => setTimeout(done, 200))
    server.freeze()
    await Promise.all(asking)
    server.thaw()
    expect(slowest_ms).toBeLessThan(250)
    await isBack(cache)
  })

  test('killed, it is done without, and used again once it is back', async () => {
    await using cache = await open()
    await cache.set('song', 'kept', LONG_MS)
    await server.kill()
    await expect(cache.remember('other', LONG_MS, async () => 'loaded')).resolves.toBe('loaded')
    await expect(cache.ping()).rejects.toThrow()
    expect(await cache.take('sign-in', { limit: 1, window_ms: LONG_MS })).toMatchObject({ allowed: true, remaining: 0 })
    expect(await cache.take('sign-in', { limit: 1, window_ms: LONG_MS })).toMatchObject({ allowed: false })
    await server.restart()
    await isBack(cache)
    await cache.ping()
  })

  test('an absent one is waited for in the background', async () => {
    await server.kill()
    await using cache = await open()
    await expect(cache.remember('song', LONG_MS, async () => 'loaded')).resolves.toBe('loaded')
    await server.restart()
    await isBack(cache)
  })

  test('a password, a user, a database or rights that are not right are an error at start', async () => {
    const url = new URL(server.url)
    const refused = async (change: (url: URL) => void) => {
      const wrong = new URL(url)
      change(wrong)
      const error = await openCache(wrong.href).then((cache) => cache[Symbol.asyncDispose](), (reason: unknown) => reason)
      expect(error).toBeInstanceOf(Misconfigured)
      expect(String(error)).not.toContain('secret')
    }
    await refused((wrong) => Object.assign(wrong, { username: 'nobody', password: 'secret' }))
    await refused((wrong) => Object.assign(wrong, { pathname: '/4711' }))
    const admin = new Redis(server.url)
    await admin.call('acl', 'setuser', 'reader', 'on', '>secret', '~*', '+@read', '+@connection', '+info')
    await refused((wrong) => Object.assign(wrong, { username: 'reader', password: 'secret' }))
    await admin.call('acl', 'setuser', 'service', 'on', '>secret', '~segue:*', '+@read', '+@write', '+@scripting', '+@connection', '+info')
    await using allowed = await openCache(Object.assign(new URL(url), { username: 'service', password: 'secret' }).href)
    await allowed.take('sign-in', { limit: 1, window_ms: LONG_MS })
    expect(await allowed.take('sign-in', { limit: 1, window_ms: LONG_MS })).toMatchObject({ allowed: false })

    await admin.config('SET', 'requirepass', 'secret')
    await refused(() => {})
    await using cache = await openCache(Object.assign(new URL(url), { password: 'secret' }).href)
    await cache.ping()
    await admin.config('SET', 'requirepass', '')
    admin.disconnect()
  })
})
