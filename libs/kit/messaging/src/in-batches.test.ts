import { expect, test } from 'vitest'
import { inBatches } from './in-batches.ts'

/** Work that ends when it is told to. */
function held() {
  const begun: { readonly items: readonly string[]; end(count?: number): void; fail(error: Error): void }[] = []
  const work = (items: readonly string[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      begun.push({ items, end: (count = items.length) => resolve(items.slice(0, count).map((item) => item.toUpperCase())), fail: reject })
    })
  const nth = async (at: number) => {
    await expect.poll(() => begun.length, { timeout: 10_000 }).toBeGreaterThan(at)
    return begun[at]
  }
  return { begun, work, nth }
}

const never = () => false

test('what comes while a batch is under way goes together in the next, as much as one may hold', async () => {
  const { begun, work, nth } = held()
  const give = inBatches({ most: 2, work, isOfAll: never })
  const all = ['a', 'b', 'c', 'd'].map(give)
  for (let at = 0; at < 3; at++) (await nth(at))?.end()
  expect(await Promise.all(all)).toEqual(['A', 'B', 'C', 'D'])
  expect(begun.map(({ items }) => items)).toEqual([['a'], ['b', 'c'], ['d']])
})

test('what a batch had no time for comes first in the next', async () => {
  const { begun, work, nth } = held()
  const give = inBatches({ most: 3, work, isOfAll: never })
  const all = ['a', 'b', 'c', 'd', 'e'].map(give)
  ;(await nth(0))?.end()
  ;(await nth(1))?.end(1)
  ;(await nth(2))?.end()
  expect(await Promise.all(all)).toEqual(['A', 'B', 'C', 'D', 'E'])
  expect(begun.map(({ items }) => items)).toEqual([['a'], ['b', 'c', 'd'], ['c', 'd', 'e']])
})

test('one item that fails is found, and fails nobody else', async () => {
  const tried: string[] = []
  const work = async (items: readonly string[]) => {
    tried.push(items.join(''))
    if (items.includes('d')) throw new Error('no room for d')
    return items
  }
  const give = inBatches({ most: 10, work, isOfAll: never })
  const outcomes = await Promise.allSettled([...'abcdefgh'].map(give))
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([{ status: 'rejected', reason: new Error('no room for d') }])
  expect(outcomes.findIndex(({ status }) => status === 'rejected')).toBe(3)
  expect(tried).toEqual(['a', 'bcdefgh', 'bcd', 'b', 'cd', 'c', 'd', 'efgh'])
})

test('what is nobody’s fault fails the whole batch at once, and the next is tried', async () => {
  const { begun, work, nth } = held()
  const give = inBatches({ most: 10, work, isOfAll: () => true })
  const [first, ...others] = ['a', 'b', 'c'].map(give)
  ;(await nth(0))?.end()
  await first
  ;(await nth(1))?.fail(new Error('out of reach'))
  expect((await Promise.allSettled(others)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  const again = give('b')
  ;(await nth(2))?.end()
  expect(await again).toBe('B')
  expect(begun).toHaveLength(3)
})
