import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCache } from '@segue/cache'
import type { Adapter, Store } from './adapters.ts'

const LONG_MS = 60_000

/** What every adapter keeps of the interface's promises. */
export function conformance(adapter: Adapter): void {
  describe.skipIf(adapter.missing)(`a cache over ${adapter.name}${adapter.missing ? ` (${adapter.missing})` : ''}`, () => {
    let store: Store
    beforeAll(async () => {
      store = await adapter.start()
    })
    afterAll(() => store[Symbol.asyncDispose]())

    test('gives back what was set, whatever JSON it is, until it is deleted', async () => {
      await using cache = await store.open()
      for (const value of [null, false, 0, '', 'Blåhøj 🎧', [1, [2]], { a: { b: null } }]) {
        await cache.set('key', value, LONG_MS)
        expect(await cache.get('key')).toEqual(value)
      }
      await cache.delete('key')
      expect(await cache.get('key')).toBeUndefined()
      await cache.delete('key')
    })

    test('never answers with what has expired', async () => {
      await using cache = await store.open()
      await cache.set('brief', 1, 40)
      await cache.set('long', 2, LONG_MS)
      const until = performance.now() + 40
      while (performance.now() < until) await cache.get('brief')
      await expect.poll(() => cache.get('brief')).toBeUndefined()
      expect(await cache.get('long')).toBe(2)
      await cache.set('long', 3, 0)
      expect(await cache.get('long')).toBeUndefined()
    })

    test('a reader can not change what others read', async () => {
      await using cache = await store.open()
      const original = { tags: ['folk'] }
      await cache.set('song', original, LONG_MS)
      original.tags.push('changed')
      const first = await cache.get<typeof original>('song')
      expect(() => first?.tags.push('changed')).toThrow(TypeError)
      expect(await cache.get('song')).toEqual({ tags: ['folk'] })

      const readers = await Promise.all([1, 2].map(() => cache.remember('album', LONG_MS, async () => ({ tags: ['folk'] }))))
      expect(() => readers[0]?.tags.push('changed')).toThrow(TypeError)
      expect(readers[1]).toEqual({ tags: ['folk'] })
    })

    test('a hundred callers that miss at once load once, and those who come later not at all', async () => {
      await using cache = await store.open()
      let loads = 0
      const load = async () => {
        loads += 1
        await new Promise((done) => setTimeout(done, 20))
        return { loads }
      }
      const answers = await Promise.all(Array.from({ length: 100 }, () => cache.remember('chart', LONG_MS, load)))
      answers.push(await cache.remember('chart', LONG_MS, load))
      expect(answers).toEqual(Array.from({ length: 101 }, () => ({ loads: 1 })))
      await cache.remember('other', LONG_MS, load)
      expect(loads).toBe(2)
    })

    test('a failure reaches everybody who waited and is not kept', async () => {
      await using cache = await store.open()
      const failing = () => cache.remember('key', LONG_MS, async () => Promise.reject(new Error('no database')))
      const outcomes = await Promise.allSettled([failing(), failing()])
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      const thrown = () => {
        throw new Error('at once')
      }
      await expect(cache.remember('key', LONG_MS, thrown)).rejects.toThrow('at once')
      await expect(cache.remember('key', LONG_MS, async () => 'back')).resolves.toBe('back')
    })

    test('what was loaded before a change does not outlive the change', async () => {
      await using cache = await store.open()
      const slow = Promise.withResolvers<string>()
      const begun = Promise.withResolvers<void>()
      const early = cache.remember('song', LONG_MS, () => {
        begun.resolve()
        return slow.promise
      })
      await begun.promise
      await cache.delete('song')
      await expect(cache.remember('song', LONG_MS, async () => 'after')).resolves.toBe('after')
      slow.resolve('before')
      await expect(early).resolves.toBe('before')
      expect(await cache.get('song')).toBe('after')
    })

    test('nothing is kept of a load that had nothing to say', async () => {
      await using cache = await store.open()
      await expect(cache.remember('key', LONG_MS, async () => undefined)).resolves.toBeUndefined()
      await expect(cache.remember('key', LONG_MS, async () => 1)).resolves.toBe(1)
      await cache.ping()
    })

    test('that there is nothing is worth remembering too', async () => {
      await using cache = await store.open()
      await expect(cache.remember('song', LONG_MS, async () => null)).resolves.toBeNull()
      await expect(cache.remember('song', LONG_MS, async () => 'asked again')).resolves.toBeNull()
    })

    test('of a limit so much is given as there is, and everything again in the next window', async () => {
      await using cache = await store.open()
      const quota = { limit: 3, window_ms: 300 }
      const first = await cache.take('sign-in', quota)
      const taken = [first, ...(await Promise.all(Array.from({ length: 4 }, () => cache.take('sign-in', quota))))]
      expect(taken.filter(({ allowed }) => allowed).map(({ remaining }) => remaining)).toEqual([2, 1, 0])
      expect(taken.at(-1)).toMatchObject({ allowed: false, remaining: 0 })
      for (const { resets_in_ms } of taken) expect(resets_in_ms > 0 && resets_in_ms <= 300).toBe(true)
      expect(await cache.take('other', quota)).toMatchObject({ allowed: true, remaining: 2 })
      await expect.poll(() => cache.take('sign-in', quota)).toMatchObject({ allowed: true, remaining: 2 })
      expect(await cache.take('nothing', { limit: 0, window_ms: 300 })).toMatchObject({ allowed: false, remaining: 0 })
    })

    test('a large limit is given out to the last', async () => {
      await using cache = await store.open()
      const quota = { limit: 1_000, window_ms: LONG_MS }
      const taken = await Promise.all(Array.from({ length: 1_100 }, () => cache.take('reads', quota)))
      const left = taken.filter(({ allowed }) => allowed).map(({ remaining }) => remaining)
      expect(left).toEqual(Array.from({ length: 1_000 }, (_, index) => 999 - index))
    })

    test.skipIf(!adapter.openUnreachable)('out of reach it answers from the load, and says so only when asked', async () => {
      if (!adapter.openUnreachable) return
      await using cache = await adapter.openUnreachable()
      await expect(cache.remember('key', LONG_MS, async () => 'loaded')).resolves.toBe('loaded')
      await cache.set('key', 1, LONG_MS)
      await cache.delete('key')
      expect(await cache.get('key')).toBeUndefined()
      const quota = { limit: 1, window_ms: LONG_MS }
      expect([await cache.take('sign-in', quota), await cache.take('sign-in', quota)].map(({ allowed }) => allowed)).toEqual([true, false])
      await expect(cache.ping()).rejects.toBeInstanceOf(Error)
    })
  })
}

test('a URL that nobody knows is an error at start', async () => {
  await expect(openCache('paper:')).rejects.toThrow('No cache for paper:')
})
