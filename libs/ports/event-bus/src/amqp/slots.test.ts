import { expect, test } from 'vitest'
import { openSlots } from './slots.ts'

test('as many as there are slots go at once, the others in the order they came', async () => {
  const slots = openSlots(2)
  const begun: number[] = []
  const begin = async (n: number) => {
    await slots.take()
    begun.push(n)
  }
  const all = [1, 2, 3, 4].map(begin)
  await Promise.all(all.slice(0, 2))
  expect(begun).toEqual([1, 2])
  slots.give()
  await all[2]
  expect(begun).toEqual([1, 2, 3])
  slots.give()
  await all[3]
  slots.give()
  slots.give()
  await Promise.all([begin(5), begin(6)])
  expect(begun).toEqual([1, 2, 3, 4, 5, 6])
})
