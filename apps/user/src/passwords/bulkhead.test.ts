import { expect, test } from 'vitest'
import { createBulkhead } from './bulkhead.ts'

test('as many run as there are places, the next wait, and more are refused with 503', async () => {
  const enter = createBulkhead({ at_once: 2, waiting: 3 })
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  let [running, most] = [0, 0]
  const work = async () => {
    most = Math.max(most, ++running)
    await opened
    running -= 1
  }
  const admitted = Array.from({ length: 5 }, () => enter(work))
  await expect(enter(work)).rejects.toMatchObject({ status: 503, code: 'unavailable', headers: { 'retry-after': '2' } })
  open()
  await Promise.all(admitted)
  expect(most).toBe(2)
})

test('work that fails leaves its place to the next', async () => {
  const enter = createBulkhead({ at_once: 1, waiting: 9 })
  const outcomes = await Promise.allSettled([
    enter(() => Promise.reject(new Error('wrong'))),
    enter(async () => 'right'),
    enter(() => Promise.reject(new Error('wrong'))),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected'])
  expect(await enter(async () => 'again')).toBe('again')
})
