import { expect, test } from 'vitest'
import { gather } from './gather.ts'

/** Requests that end when they are told to. */
function requests() {
  const sent: { readonly items: readonly string[]; end(failures?: ReadonlyMap<string, Error>): void; fail(error: Error): void }[] = []
  const send = (items: readonly string[]) =>
    new Promise<ReadonlyMap<string, Error>>((resolve, reject) => sent.push({ items, end: (failures = new Map()) => resolve(failures), fail: reject }))
  return { sent, send }
}

test('what comes while a request is under way goes together in the next', async () => {
  const { sent, send } = requests()
  const write = gather(send, 10)
  const all = [write(['a']), write(['b', 'c']), write(['d'])]
  sent[0]?.end()
  await all[0]
  await expect.poll(() => sent.length).toBe(2)
  sent[1]?.end()
  await Promise.all(all)
  expect(sent.map(({ items }) => items)).toEqual([['a'], ['b', 'c', 'd']])
})

test('a request holds no more than it may, but for one caller’s own', async () => {
  const { sent, send } = requests()
  const write = gather(send, 2)
  const all = [write(['a']), write(['b', 'c', 'd']), write(['e']), write(['f'])]
  for (let at = 0; at < 3; at++) {
    await expect.poll(() => sent.length).toBe(at + 1)
    sent[at]?.end()
  }
  await Promise.all(all)
  expect(sent.map(({ items }) => items)).toEqual([['a'], ['b', 'c', 'd'], ['e', 'f']])
})

test('who gave an item hears of its failure, and of nobody else’s', async () => {
  const { sent, send } = requests()
  const write = gather(send, 10)
  const [first, good, bad] = [write(['a']), write(['b']), write(['c', 'd'])]
  sent[0]?.end()
  await first
  await expect.poll(() => sent.length).toBe(2)
  sent[1]?.end(new Map([['d', new Error('no room for d')]]))
  await expect(good).resolves.toBeUndefined()
  await expect(bad).rejects.toThrow('no room for d')
})

test('a request that fails as a whole fails all who are in it, and the next is tried', async () => {
  const { sent, send } = requests()
  const write = gather(send, 10)
  const first = write(['a'])
  sent[0]?.fail(new Error('out of reach'))
  await expect(first).rejects.toThrow('out of reach')
  const second = write(['b'])
  sent[1]?.end()
  await expect(second).resolves.toBeUndefined()
})
