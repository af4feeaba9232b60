import { expect, test } from 'vitest'
import { openMemoryCache } from './memory.ts'

test('over its bound a cache in memory forgets what was used least recently', async () => {
  await using cache = await openMemoryCache('memory:?max_entries=2')
  await cache.set('a', 1, 60_000)
  await cache.set('b', 2, 60_000)
  await cache.get('a')
  await cache.set('c', 3, 60_000)
  expect(await Promise.all(['a', 'b', 'c'].map((key) => cache.get(key)))).toEqual([1, undefined, 3])
})

test('a bound that is no whole number is an error at start', async () => {
  for (const bound of ['0', '-1', '1.5', 'many', '']) await expect(openMemoryCache(`memory:?max_entries=${bound}`)).rejects.toThrow('max_entries')
})
